/** S3 quotes ETags; Ceph RGW wants the one of If-Match without quotes, AWS takes both. */
export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}
