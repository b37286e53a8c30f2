import { createHash } from 'node:crypto';
import { TagshipError } from '../../core/errors.ts';
import type { LentPieces } from '../../core/lent-pieces.ts';
import { lendPieces, piecesOf } from '../body.ts';
import type { Body } from '../store.ts';

/** One part of an upload. */
interface BodyPart {
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
  /** Its bytes, as often as they are asked for, but no more when they were given back. */
  open(): LentPieces;
}

/** The parts of a body, to be taken in their order. */
export interface BodyParts {
  readonly count: number;
  /** The next part. They are made one after another, however many are asked for at the same time. */
  next(): Promise<BodyPart>;
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

/** Nothing of a part is in memory: its bytes are read while they are sent. */
function knownParts(body: Body, { partBytes, sha256 }: NonNullable<Body['parts']>): BodyParts {
  const count = Math.ceil(body.size / partBytes);
  if (sha256.length !== count) {
    throw new RangeError(`${sha256.length} digests for ${count} parts`);
  }
  const digests = sha256.entries();
  return {
    count,
    async next() {
      const [index, digest] = digests.next().value ?? [count, ''];
      const start = index * partBytes;
      const end = Math.min(start + partBytes, body.size);
      const open = (): LentPieces => lendPieces(body, start, end);
      return await Promise.resolve({ size: end - start, sha256: digest, open });
    },
    verify: () => undefined,
  };
}

/**
 * The digest goes out before the bytes: a part is read into memory, which is used again for a later one, unless the part
 * was sent more than once: a request that was refused may still have it.
 */
function hashedParts(body: Body, partBytes: number): BodyParts {
  const whole = createHash('sha256');
  const idleMemory: Buffer[] = [];
  let start = 0;
  let before: Promise<unknown> = Promise.resolve();

  async function readNext(): Promise<BodyPart> {
    const memory = idleMemory.pop() ?? Buffer.allocUnsafeSlow(partBytes);
    const end = Math.min(start + partBytes, body.size);
    const bytes = await body.read(start, end, memory);
    start = end;
    whole.update(bytes);
    let sending: 'unsent' | 'once' | 'over' = 'unsent';
    return {
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      open: () => {
        sending = sending === 'unsent' ? 'once' : 'over';
        const giveBack = (): void => {
          if (sending === 'once') {
            sending = 'over';
            idleMemory.push(memory);
          }
        };
        return { ...piecesOf(bytes), giveBack };
      },
    };
  }

  return {
    count: Math.ceil(body.size / partBytes),
    async next() {
      const reading = before.then(readNext);
      // whoever asked for it is told; the next one fails by itself
      before = reading.catch(() => undefined);
      return await reading;
    },
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
