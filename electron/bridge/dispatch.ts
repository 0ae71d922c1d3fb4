/** One call from text to text: reads the envelope, checks the input, calls the handler, checks the output. */
import type { z } from 'zod'
import { methods, type MethodName } from '../../shared/contract/methods.ts'
import { codedError, toAppError, type AppError } from '../../shared/errors.ts'
import { readMessage, rpcCodes, writeFailure, writeSuccess, type RpcId } from '../../shared/wire.ts'
import type { Log } from '../lib/log.ts'
import type { Handlers, SessionContext } from './handlers.ts'

/** Answers the text to send back, or null for what has no answer (notifications). Never rejects. */
export type Dispatch = (session: SessionContext, text: string) => Promise<string | null>

const shownIssues = 5

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name)
}

/** `params.rule.level`, `params.ids[3]`. */
function placeOf(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, key) => (typeof key === 'number' ? `${place}[${key}]` : `${place}.${String(key)}`),
    root,
  )
}

/** The places and reasons of a refusal, in one line. */
function sentenceOf(root: string, error: z.ZodError): string {
  const parts = error.issues
    .slice(0, shownIssues)
    .map(({ path, message }) => `${placeOf(root, path)}: ${message}`)
  const more = error.issues.length - parts.length
  return more > 0 ? `${parts.join('; ')}; and ${more} more` : parts.join('; ')
}

function codeOf(error: AppError): number {
  if (error.code === 'unknown-method') return rpcCodes.unknownMethod
  return error.code === 'bad-request' ? rpcCodes.invalidParams : rpcCodes.app
}

function failureText(id: RpcId | null, error: AppError): string {
  try {
    return writeFailure(id, codeOf(error), error)
  } catch {
    // Details that JSON cannot carry (a cycle, a bigint) must not cost the caller the answer.
    const { code, message, retry } = error
    return writeFailure(id, codeOf(error), { code, message, retry })
  }
}

export function createDispatch({ handlers, log }: { handlers: Handlers; log: Log }): Dispatch {
  const call = async (session: SessionContext, name: string, params: unknown): Promise<unknown> => {
    if (!isMethod(name))
      throw codedError('unknown-method', `there is no method ${JSON.stringify(name.slice(0, 100))}`)
    const input = methods[name].input.safeParse(params ?? {})
    if (!input.success) {
      const details = input.error.issues.map(({ path, message }) => ({
        path: placeOf('params', path),
        message,
      }))
      throw codedError('bad-request', sentenceOf('params', input.error), 'no', details.slice(0, 100))
    }
    // The table pairs each name with its own input; the union over all names loses that pairing.
    const handler = handlers[name] as (input: unknown, session: SessionContext) => unknown
    const output = methods[name].output.safeParse(await handler(input.data, session))
    if (output.success) return output.data
    throw codedError(
      'internal',
      `the answer of ${name} is not what its contract says: ${sentenceOf('result', output.error)}`,
    )
  }

  const note = (method: string, error: AppError) => {
    if (error.code === 'internal') log.error({ method, error }, 'a call failed inside')
    else log.debug({ method, code: error.code }, 'a call was refused')
  }

  return async (session, text) => {
    const message = readMessage(text)
    if (message.kind === 'invalid') {
      const error: AppError = { code: 'bad-request', message: message.message, retry: 'no' }
      return writeFailure(message.id, rpcCodes[message.reason], error)
    }
    // The core asks its clients nothing, so an answer has no question.
    if (message.kind === 'success' || message.kind === 'failure') return null
    const id = message.kind === 'request' ? message.id : null
    try {
      const result = await call(session, message.method, message.params)
      return id === null ? null : writeSuccess(id, result)
    } catch (thrown) {
      const error = toAppError(thrown)
      note(message.method, error)
      return id === null ? null : failureText(id, error)
    }
  }
}
