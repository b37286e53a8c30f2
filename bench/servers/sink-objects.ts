/** A body, or a part of one: with its bytes, or with the file that has them, or with neither where they were discarded. */
export interface SinkPart {
  readonly size: number;
  readonly content?: Buffer;
  readonly file?: string;
}

export interface SinkObject {
  readonly parts: readonly SinkPart[];
  readonly size: number;
  /** With quotes; of another form than a digest, so that nobody compares it with one. */
  readonly etag: string;
  readonly metadata: ReadonlyMap<string, string>;
}

interface Upload {
  readonly name: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly parts: Map<number, SinkPart>;
}

/** The objects of all buckets, by bucket and key, and the uploads that are not complete yet. */
export class SinkObjects {
  readonly #objects = new Map<string, SinkObject>();
  readonly #uploads = new Map<string, Upload>();
  #written = 0;

  get(name: string): SinkObject | undefined {
    return this.#objects.get(name);
  }

  put(name: string, parts: readonly SinkPart[], metadata: ReadonlyMap<string, string>): SinkObject {
    this.#written += 1;
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    const object = { parts, size, etag: `"${this.#written}-sink"`, metadata };
    this.#objects.set(name, object);
    return object;
  }

  /** @returns the upload's id */
  begin(name: string, metadata: ReadonlyMap<string, string>): string {
    this.#written += 1;
    const id = `upload-${this.#written}`;
    this.#uploads.set(id, { name, metadata, parts: new Map() });
    return id;
  }

  putPart(uploadId: string, partNumber: number, part: SinkPart): void {
    this.#upload(uploadId).parts.set(partNumber, part);
  }

  complete(uploadId: string): SinkObject {
    const { name, metadata, parts } = this.#upload(uploadId);
    this.#uploads.delete(uploadId);
    const inOrder = [...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part);
    return this.put(name, inOrder, metadata);
  }

  /** @returns the files that are of no use then */
  abort(uploadId: string): readonly string[] {
    const files = filesOf([...(this.#uploads.get(uploadId)?.parts.values() ?? [])]);
    this.#uploads.delete(uploadId);
    return files;
  }

  /** @returns the files that are of no use then */
  remove(name: string): readonly string[] {
    const files = filesOf(this.#objects.get(name)?.parts ?? []);
    this.#objects.delete(name);
    return files;
  }

  /** The keys of a bucket with a prefix, sorted, with their objects. */
  list(bucket: string, prefix: string): readonly (readonly [key: string, object: SinkObject])[] {
    const start = `${bucket}/${prefix}`;
    return [...this.#objects]
      .filter(([name]) => name.startsWith(start))
      .map(([name, object]) => [name.slice(bucket.length + 1), object] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #upload(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) {
      throw new RangeError(`there is no upload ${id}`);
    }
    return upload;
  }
}

function filesOf(parts: readonly SinkPart[]): readonly string[] {
  return parts.flatMap(({ file }) => (file === undefined ? [] : [file]));
}
