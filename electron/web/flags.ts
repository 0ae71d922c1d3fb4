/** What the command line and the environment ask of the web shell. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { usualDataDir } from '../lib/usual-data-dir.ts'

export type WebFlags = {
  /** Null: the usual port, or any other when that is taken. */
  readonly port: number | null
  /** Null: the port in settings. */
  readonly hooksPort: number | null
  readonly dataDir: string
  readonly json: boolean
  readonly replay: { readonly file: string; readonly speed: number } | null
}

type Environment = Readonly<Record<string, string | undefined>>

export const usage = `Usage: npm run start:web -- [options]
  --port N         port of the page on 127.0.0.1 (default 8787; 0 takes any free one)
  --hooks-port N   port of the webhook listener (default: from settings; 0 takes any free one)
  --data-dir DIR   where lists, alerts and history are kept
  --replay FILE    serve the candles of a CSV file through the simulated exchange
  --speed N        how many times faster than real time the replay runs (default 60)
  --no-open        print the link only
  --json           print one line of JSON when ready
`

/** What is wrong with a command line, in one sentence for the user. */
export class FlagError extends Error {}

function portOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new FlagError(`--${name} must be 0 to 65535, not "${text}"`)
  return port
}

function speedOf(text: string | undefined): number {
  const speed = text === undefined ? 60 : Number(text)
  if (!(speed >= 0.1 && speed <= 100_000)) throw new FlagError(`--speed must be 0.1 to 100000, not "${text}"`)
  return speed
}

/** Throws `FlagError` with a sentence for the user. */
export function readFlags(args: readonly string[], env: Environment, platform: NodeJS.Platform): WebFlags {
  const values = parse(args)
  const { replay } = values
  if (replay === undefined && values.speed !== undefined) throw new FlagError('--speed needs --replay')
  if (replay === '') throw new FlagError('--replay needs a file')
  return {
    port: portOf('port', values.port),
    hooksPort: portOf('hooks-port', values['hooks-port']),
    dataDir: resolve(values['data-dir'] || env['TICKERDECK_DATA_DIR'] || usualDataDir(env, platform)),
    json: values.json ?? false,
    replay: replay === undefined ? null : { file: resolve(replay), speed: speedOf(values.speed) },
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        'hooks-port': { type: 'string' },
        'data-dir': { type: 'string' },
        replay: { type: 'string' },
        speed: { type: 'string' },
        'no-open': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new FlagError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
  }
}
