/** The one error shape of the product: a coded value with advice on retrying, safe to send over any wire. */

/** Every code an answer can carry; a closed union, so that a reader can handle each. */
export const errorCodes = [
  'bad-request',
  'not-found',
  'unknown-method',
  'unauthorized',
  'forbidden',
  'conflict',
  'too-large',
  'unsupported',
  'unavailable',
  'timeout',
  'network',
  'rate-limited',
  'venue-refused',
  'venue-error',
  'bad-data',
  'storage',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** `no`: the same call will fail again; `later`: it may work; `afterMs`: not before that many milliseconds. */
export type RetryAdvice = 'no' | 'later' | { readonly afterMs: number }

export type AppError = {
  readonly code: ErrorCode
  readonly message: string
  readonly retry: RetryAdvice
  readonly details?: unknown
}

/** The thrown form inside one process; `toAppError` turns it back into plain data at the boundary. */
export class CodedError extends Error {
  readonly code: ErrorCode
  readonly retry: RetryAdvice
  readonly details: unknown

  constructor(error: AppError) {
    super(error.message)
    this.name = 'CodedError'
    this.code = error.code
    this.retry = error.retry
    this.details = error.details
  }
}

export function codedError(
  code: ErrorCode,
  message: string,
  retry: RetryAdvice = 'no',
  details?: unknown,
): CodedError {
  return new CodedError({ code, message, retry, ...(details === undefined ? {} : { details }) })
}

/** Plain, clone-safe data of anything that was thrown. Unknown errors become `internal`, with their message. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof CodedError) {
    const { code, message, retry, details } = thrown
    return { code, message, retry, ...(details === undefined ? {} : { details }) }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', message, retry: 'no' }
}
