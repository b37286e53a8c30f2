import type { PackageBody } from '../../archive/package-body.ts';
import { fetchPackage } from './fetch-package.ts';
import type { Holding } from './holding.ts';
import type { Shipment, UploadRun } from './upload-run.ts';

/** The bytes of the store that had them first: several stores may lack them, and they are brought once. */
export interface BroughtPackage extends AsyncDisposable {
  shipmentOf(first: Holding): Promise<Shipment>;
}

export function bringOnce({ plan, workDir, context }: UploadRun): BroughtPackage {
  let fetched: Promise<PackageBody> | undefined;
  return {
    async shipmentOf({ store, contents }) {
      const { sha256 } = contents;
      fetched ??= fetchPackage({ store, key: plan.packageKey, sha256, workDir, signal: context.signal });
      return { contents, body: await fetched };
    },
    async [Symbol.asyncDispose]() {
      const body = await fetched?.catch(() => undefined);
      await body?.close();
    },
  };
}
