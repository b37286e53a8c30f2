import type { PublishMode, PublishRequest } from '../release/publish/publish-release.ts';
import type { Store } from '../store/store.ts';
import type { Settings } from './settings.ts';

/** What the settings ask to be published to the stores that were opened for them. */
export function publishRequest(settings: Settings, stores: readonly Store[]): PublishRequest {
  const {
    kind,
    name,
    binName,
    target,
    cloneDir,
    files,
    placeholderFiles,
    releaseBranch,
    tagCheck,
    isTagByHand,
    strict,
  } = settings;
  return {
    kind,
    name,
    binName,
    target,
    cloneDir,
    files,
    placeholderFiles,
    releaseBranch,
    tagCheck,
    isTagByHand,
    strict,
    build: settings.origin,
    stores,
    mode: modeOf(settings),
  };
}

export function modeOf({ checkOnly, dryRun }: Settings): PublishMode {
  if (checkOnly !== undefined) {
    return 'check';
  }
  return dryRun ? 'dry-run' : 'publish';
}
