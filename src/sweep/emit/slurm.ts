// A sweep as an array job of Slurm: a bash script that submits itself, then the merge after it.
import { asArgument, type Emitted, inComment, jobName } from './emitted.ts';

export function slurmScript({ sweep, name, title, size, shards, cores, out, cwd, options }: Emitted): string {
  const job = jobName(name);
  // a dollar sign in a name is a dollar sign
  const shellcheck = /[$`]/.test(cwd + sweep + out) ? '# shellcheck disable=SC2016\n' : '';
  const further = options.map((option) => ` ${quoted(option)}`).join('');
  return `#!/usr/bin/env bash
# ${inComment(title)}: ${size} runs in ${shards} shards. Written by \`feederlab sweep --emit slurm\`.
#
#   bash THIS_FILE     submits the array, and the merge that follows it
#   sbatch THIS_FILE   submits the array alone; sbatch --array=3,7 THIS_FILE repeats two shards
#
# A shard goes on where it stopped: its finished runs are not repeated.
#
# To adapt: cores, memory and time of a shard, and what your cluster requires, such as an account. A line with ## is not read.
#SBATCH --job-name=${job}
#SBATCH --array=1-${shards}
#SBATCH --cpus-per-task=${cores}
#SBATCH --time=04:00:00
#SBATCH --output=${job}-%A_%a.log
##SBATCH --mem-per-cpu=1G
##SBATCH --partition=NAME
##SBATCH --account=NAME
${shellcheck}set -euo pipefail

# To adapt: how a node finds feederlab, such as \`module load nodejs\`, or a container:
#   feederlab() { apptainer exec feederlab.sif feederlab "$@"; }

# A folder that all nodes share, the sweep, and the folder of its results.
folder=${quoted(cwd)}
sweep=${quoted(asArgument(sweep))}
out=${quoted(out)}

if [[ -z \${SLURM_ARRAY_TASK_ID:-} ]]; then
  array=$(sbatch --parsable "$0")
  array=\${array%%;*} # with several clusters, their name follows
  merge=$(sbatch --parsable --array=1 --cpus-per-task=1 --dependency="afterany:$array" --output=${job}-merge-%A.log "$0" merge)
  echo "array job $array of ${shards} shards, then merge $merge"
  exit
fi

cd -- "$folder"
if [[ \${1:-} == merge ]]; then
  feederlab merge "$out"/shard-*/ --out "$out"
else
  feederlab sweep "$sweep" --shard "$SLURM_ARRAY_TASK_ID/${shards}" --out "$out/shard-$SLURM_ARRAY_TASK_ID" \\
    --workers "\${SLURM_CPUS_PER_TASK:-1}"${further}
fi
`;
}

/** A word of bash that is this text, whatever is in it. */
export const quoted = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
