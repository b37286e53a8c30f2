import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly scale: number;
  /** The ids of the scenarios to run. */
  readonly only: readonly string[];
  /** The folder that results are written to. */
  readonly out: string;
}

interface Folders {
  readonly published: string;
  readonly trial: string;
}

/**
 * Reads `--scale 0.1`, `--only packing,start-up` and `--out DIR`. Figures of another scale than 1 never go to where the
 * published ones are. With `--only render` nothing is measured: the page and the plots are written anew from the data.
 * @throws RangeError with what can be given
 */
export function readOptions(args: readonly string[], ids: readonly string[], folders: Folders): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { scale: { type: 'string' }, only: { type: 'string', multiple: true }, out: { type: 'string' } },
  });
  const scale = Number(values.scale ?? 1);
  if (!(scale > 0 && scale <= 1)) {
    throw new RangeError(`--scale ${values.scale}: a number above 0, at most 1`);
  }
  const only = (values.only ?? []).flatMap((list) => list.split(','));
  const unknown = only.filter((id) => id !== 'render' && !ids.includes(id));
  if (unknown.length > 0) {
    throw new RangeError(`--only ${unknown.join(', ')}: there are ${ids.join(', ')}, render`);
  }
  return {
    scale,
    only: only.length === 0 ? ids : only,
    out: values.out ?? (scale === 1 ? folders.published : folders.trial),
  };
}
