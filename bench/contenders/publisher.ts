import type { MeasuredCommand } from '../harness/measure-process.ts';
import type { Clone } from '../inputs/create-clone.ts';
import type { BenchStore, Target } from '../servers/target.ts';

/** What is to be published, and where to. */
export interface PublishJob {
  readonly clone: Clone;
  readonly target: Target;
  readonly stores: readonly BenchStore[];
  /** Where cdk-assets asks for its account. */
  readonly stsEndpoint: string;
}

/** One way to bring a package into many stores, as a whole process. */
export interface Publisher {
  readonly name: string;
  /** What is run, for readers. */
  readonly commands: string;
  /** Where the package has to be then. */
  readonly packageKey: string;
  /** Unpacks it by another program than made it: the arguments without archive and folder. */
  readonly unpack: (archive: string, folder: string) => readonly string[];
  /** Whether a record beside the package tells its sha256. */
  readonly hasRecord: boolean;
  /** So many rounds are counted at least. */
  readonly leastRounds: number;
  command(job: PublishJob): MeasuredCommand;
}
