/** Reads the command line: `--data-dir`, `--replay`, `--speed`, `--hooks-port`, `--hidden`; what is not ours is left to Chromium. */

export type Flags = {
  readonly dataDir: string | null
  /** A CSV of candles to replay from the start. */
  readonly replay: string | null
  /** Seconds of the recording per second. */
  readonly speed: number
  /** Of the webhook listener; null takes the one in settings, 0 any free one. */
  readonly hooksPort: number | null
  /** Start in the tray, where there is one. */
  readonly hidden: boolean
}

const defaultSpeed = 60
const slowest = 0.1
const fastest = 100_000

/** The value of `--name=value` or `--name value`; the last one counts. An empty value or a following flag is no value. */
function valueOf(argv: readonly string[], name: string): string | null {
  const flag = `--${name}`
  let value: string | null = null
  for (const [index, argument] of argv.entries()) {
    if (argument.startsWith(`${flag}=`)) value = argument.slice(flag.length + 1)
    else if (argument === flag) value = argv[index + 1] ?? null
  }
  return value === null || value === '' || value.startsWith('--') ? null : value
}

/** Never throws: a number out of range is as if it were not given. */
export function readFlags(argv: readonly string[]): Flags {
  const speed = Number(valueOf(argv, 'speed') ?? defaultSpeed)
  const port = valueOf(argv, 'hooks-port')
  return {
    dataDir: valueOf(argv, 'data-dir'),
    replay: valueOf(argv, 'replay'),
    speed: speed >= slowest && speed <= fastest ? speed : defaultSpeed,
    hooksPort: port !== null && /^\d{1,5}$/.test(port) && Number(port) <= 65_535 ? Number(port) : null,
    hidden: argv.includes('--hidden'),
  }
}
