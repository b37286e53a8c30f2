import { createHash } from 'node:crypto';
import { TagshipError } from '../../core/errors.ts';
import type { Body } from '../store.ts';

/** One part of an upload, in memory. */
interface BodyPart {
  readonly bytes: Buffer;
  /** In hex. */
  readonly sha256: string;
}

/** The parts of a body, to be taken in their order. */
export interface BodyParts {
  readonly count: number;
  /** The last part may be shorter. */
  readonly partBytes: number;
  /** The next part, in `memory` if the body reads into it, which has room for a part. Parts are read one after another, however many are asked for at the same time. */
  next(memory: Buffer): Promise<BodyPart>;
  /**
   * To be called when all parts were taken.
   * @throws TagshipError `integrity` when what was read is not what `body.sha256` is of. Digests of parts that were
   *   known before are left to the store to check.
   */
  verify(): void;
}

/**
 * @param partBytes used for a body whose parts' digests are not known
 * @throws RangeError for digests that do not cover the body
 */
export function openBodyParts(body: Body, partBytes: number): BodyParts {
  return body.parts === undefined ? hashedParts(body, partBytes) : knownParts(body, body.parts);
}

function knownParts(body: Body, { partBytes, sha256 }: NonNullable<Body['parts']>): BodyParts {
  const count = Math.ceil(body.size / partBytes);
  if (sha256.length !== count) {
    throw new RangeError(`${sha256.length} digests for ${count} parts`);
  }
  const digests = sha256.values();
  return {
    count,
    partBytes,
    next: inTurn(body, partBytes, (bytes) => ({ bytes, sha256: digests.next().value ?? '' })),
    verify: () => undefined,
  };
}

function hashedParts(body: Body, partBytes: number): BodyParts {
  const whole = createHash('sha256');
  return {
    count: Math.ceil(body.size / partBytes),
    partBytes,
    next: inTurn(body, partBytes, (bytes) => {
      whole.update(bytes);
      return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
    verify: () => {
      const sha256 = whole.digest('hex');
      if (sha256 !== body.sha256) {
        throw new TagshipError('integrity', `what was read to be uploaded has sha256 ${sha256}, not ${body.sha256}`, {
          hint: 'something else writes to the work folder; run the step again',
        });
      }
    },
  };
}

function inTurn(body: Body, partBytes: number, toPart: (bytes: Buffer) => BodyPart): BodyParts['next'] {
  let start = 0;
  let before: Promise<unknown> = Promise.resolve();
  const readNext = async (memory: Buffer): Promise<BodyPart> => {
    const end = Math.min(start + partBytes, body.size);
    const part = toPart(await body.read(start, end, memory));
    start = end;
    return part;
  };
  return async (memory) => {
    const reading = before.then(async () => await readNext(memory));
    // whoever asked for it is told; the next one fails by itself
    before = reading.catch(() => undefined);
    return await reading;
  };
}
