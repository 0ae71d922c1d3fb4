/** Structured log lines; secrets are masked by key before they are written. */
import { pino } from 'pino'

export type Log = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(bindings: { part: string }): Log
}

const secretKeys = [
  'token',
  'secret',
  'apiKey',
  'keyId',
  'secretKey',
  'authorization',
  'cookie',
  'credentials',
]

/** JSON lines on standard error; level by `TICKERDECK_LOG` (debug, info, warn, error, silent). */
export function createLog(level: string): Log {
  return pino(
    { level, redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '***' }, base: null },
    process.stderr,
  )
}

export const silentLog: Log = pino({ level: 'silent' })
