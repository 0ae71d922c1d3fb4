/** An error as two sentences for the user: what went wrong, and what to do next. */
import { toAppError, type AppError, type ErrorCode } from '../../shared/errors.ts'

const byCode: Partial<Record<ErrorCode, string>> = {
  unavailable: 'The core is not answering; it is being reconnected. Try again in a moment.',
  timeout: 'No answer in time. Try again.',
  network: 'The network or the venue could not be reached. Check the connection, then try again.',
  'rate-limited': 'The venue asked us to slow down. Try again in a minute.',
  'venue-refused':
    'The venue said no. Check the symbol, the key and whether it serves your region in Venues.',
  'venue-error': 'The venue failed. Try again later.',
  // A window that is not let in gets no answers at all: this is said of keys and passwords.
  unauthorized: 'Check the key, or the password of the proxy, in Venues.',
  forbidden: 'Choose another.',
  storage: 'The database could not be written. Check free disk space.',
  conflict: 'It was changed elsewhere meanwhile. Look at it again, then repeat.',
  'not-found': 'It is no longer there; the list has been loaded again.',
  unsupported: 'It is not offered here; choose another.',
  'too-large': 'Use a smaller file.',
}

/** Whether the venue fails for want of a plan that includes what was asked. */
function isOfPlan({ details }: AppError): boolean {
  return typeof details === 'object' && details !== null && 'plan' in details && details.plan === true
}

/** Whether the settings of a venue (key, plan, region, history from elsewhere) are the place to mend it. */
export function isOfVenueSettings(thrown: unknown): boolean {
  const error = toAppError(thrown)
  return error.code === 'unauthorized' || error.code === 'venue-refused' || isOfPlan(error)
}

function next(error: AppError): string {
  if (isOfPlan(error)) return 'Another plan, or another venue, may have it: see Venues.'
  if (typeof error.retry === 'object') return `Try again in ${Math.ceil(error.retry.afterMs / 1000)} s.`
  const advice = byCode[error.code]
  if (advice !== undefined) return advice
  return error.retry === 'later' ? 'Try again.' : 'Change what you entered, then try again.'
}

/** `Level must be positive. Change what you entered, then try again.` */
export function explainError(thrown: unknown): string {
  const error = toAppError(thrown)
  const message = error.message.replace(/[.\s]+$/u, '')
  // A name at the start (a file, a field) stays as it is written.
  const starts = /^[a-z]+(?=\s|$)/u.test(message)
  const what =
    message === '' ? error.code : starts ? message.charAt(0).toUpperCase() + message.slice(1) : message
  return `${what}. ${next(error)}`
}
