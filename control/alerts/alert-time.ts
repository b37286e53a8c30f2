/**
 * `2018-10-25 08:17:46,282`, as the control node's clock shows it (R98), which is also how Ansible's log writes a time.
 * `timeZone`: an IANA name; the machine's own by default.
 */
export function createAlertTime(timeZone?: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    ...(timeZone === undefined ? {} : { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    const day = `${part('year')}-${part('month')}-${part('day')}`;
    return `${day} ${part('hour')}:${part('minute')}:${part('second')},${part('fractionalSecond')}`;
  };
}
