import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { quoted } from '../../core/diagnostics.ts';
import { TagshipError } from '../../core/errors.ts';

export interface Listing {
  /** `s3://acme-projecta`, for messages. */
  readonly url: string;
  readonly prefix: string;
  readonly maximumKeys: number;
  /** Asks for the page behind a token, or for the first one. */
  page(token: string | undefined): Promise<ListObjectsV2CommandOutput>;
}

/** S3 may answer with an empty page and go on, e.g. behind many deleted keys; not for ever. A full page has 1000 keys. */
const mostShortPages = 100;
const shortPageKeys = 100;

/** All keys under a prefix, as long as what answers behaves like a store. */
export async function listAllKeys({ url, prefix, maximumKeys, page }: Listing): Promise<readonly string[]> {
  const keys: string[] = [];
  let shortPages = 0;
  let token: string | undefined;
  do {
    const answer: ListObjectsV2CommandOutput = await page(token);
    const found = (answer.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
    const stray = found.find((key) => !key.startsWith(prefix));
    if (stray !== undefined) {
      throw untrustworthy(`the listing of ${url}/${prefix} has ${quoted(stray)}, which is not in there`);
    }
    shortPages += found.length < shortPageKeys ? 1 : 0;
    const next = answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
    if (next !== undefined && (next === token || shortPages > mostShortPages)) {
      throw untrustworthy(`the listing of ${url}/${prefix} does not come to an end`);
    }
    keys.push(...found);
    if (keys.length > maximumKeys || (keys.length === maximumKeys && next !== undefined)) {
      throw new TagshipError('store-misconfigured', `${url}/${prefix} has more than ${maximumKeys} objects`, {
        hint: 'tagship puts a few into a folder; find out who puts the others there, and remove them',
      });
    }
    token = next;
  } while (token !== undefined);
  return keys;
}

function untrustworthy(message: string): TagshipError {
  return new TagshipError('integrity', message, {
    hint: 'no S3 server answers so; check the endpoint, and what stands before the store',
  });
}
