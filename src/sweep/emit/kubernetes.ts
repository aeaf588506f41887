// A sweep as an Indexed Job of Kubernetes.
import { stringify } from 'yaml';
import { asArgument, type Emitted, inComment, jobName } from './emitted.ts';

/** Name of the volume, and its path in the container. */
const [VOLUME, MOUNTED] = ['work', '/work'];

export function kubernetesJob({ sweep, name, title, size, shards, cores, out, options }: Emitted): string {
  const resources = { cpu: String(cores), memory: `${cores}Gi` };
  const container = {
    name: 'feederlab',
    image: 'feederlab:latest',
    workingDir: MOUNTED,
    command: [
      'feederlab',
      'sweep',
      literal(asArgument(sweep)),
      '--out',
      `${literal(out)}/shard-$(JOB_COMPLETION_INDEX)`,
    ].concat(['--workers', String(cores)], options.map(literal)),
    env: [{ name: 'FEEDERLAB_SHARDS', value: String(shards) }],
    resources: { requests: resources, limits: resources },
    volumeMounts: [{ name: VOLUME, mountPath: MOUNTED }],
  };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(name) },
    spec: {
      completions: shards,
      parallelism: shards,
      completionMode: 'Indexed',
      backoffLimit: 3 * shards,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [container],
          volumes: [{ name: VOLUME, persistentVolumeClaim: { claimName: 'feederlab' } }],
        },
      },
    },
  };
  const comment = `${inComment(title)}: ${size} runs in ${shards} shards. Written by \`feederlab sweep --emit kubernetes\`.

To adapt: image (one with Node and feederlab), resources, and the volume with the sweep, its case and the results, which all
pods share (ReadWriteMany). A pod that is started again goes on where it stopped. After all of them, in a container with the
same volume: feederlab merge RESULTS/shard-* --out RESULTS
Not tried on a cluster by the authors of feederlab.`;
  return `${comment.replace(/^/gm, '# ').replace(/ +$/gm, '')}\n${stringify(job, { lineWidth: 0 })}`;
}

/** Kubernetes replaces $(NAME) in a command by a variable; $$ is a dollar sign. */
const literal = (text: string): string => text.replaceAll('$', '$$$$');
