#!/usr/bin/env bash
# Slurm on this machine alone, from Debian's packages and without systemd, to try `feederlab sweep --emit slurm` before a cluster.
#
#   docs/cluster/slurm-one-node.sh start   installs what is missing, writes /etc/slurm/slurm.conf, starts munged, slurmctld, slurmd
#   docs/cluster/slurm-one-node.sh stop    ends these three
#
# As root, in a container or virtual machine that is for this: a configuration of Slurm that is there already is not overwritten.
set -euo pipefail

CONF=/etc/slurm/slurm.conf
MARK='# written by slurm-one-node.sh'
LOGS=/var/log/slurm

start() {
  if ! { command -v munged && command -v slurmctld && command -v slurmd && command -v sbatch; } >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends munge slurmctld slurmd slurm-client
  fi
  if [[ -e $CONF ]] && ! grep -qF "$MARK" "$CONF"; then
    echo "$CONF is there, and not by this script" >&2
    exit 2
  fi
  mkdir -p "$(dirname "$CONF")" "$LOGS" /run/munge /var/lib/slurm/ctld /var/lib/slurm/d
  configuration >"$CONF"
  chown munge: /run/munge
  pgrep -x munged >/dev/null || runuser -u munge -- munged
  pgrep -x slurmctld >/dev/null || slurmctld
  pgrep -x slurmd >/dev/null || slurmd
  for _ in {1..50}; do
    [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]] && break
    scontrol update nodename="$(hostname -s)" state=resume 2>/dev/null || true
    sleep 0.2
  done
  sinfo
}

# Processes of jobs are followed by linuxproc: cgroups need rights that a container lacks. Every core is a resource of its own.
configuration() {
  cat <<CONFIGURATION
$MARK
ClusterName=one-node
SlurmctldHost=$(hostname -s)
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
StateSaveLocation=/var/lib/slurm/ctld
SlurmdSpoolDir=/var/lib/slurm/d
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
SlurmctldLogFile=$LOGS/slurmctld.log
SlurmdLogFile=$LOGS/slurmd.log
NodeName=$(hostname -s) CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONFIGURATION
}

stop() {
  for pid in /run/slurmd.pid /run/slurmctld.pid /run/munge/munged.pid; do
    if [[ -s $pid ]]; then kill "$(<"$pid")" || true; fi
  done
}

case ${1:-} in
  start | stop) "$1" ;;
  *)
    echo "usage: $0 start|stop" >&2
    exit 2
    ;;
esac
