/** What a row of the contract is made of. */
import { z } from 'zod'

export const id = z.string().min(1).max(64)
export const nothing = z.object({}).strict()
export const done = z.object({ ok: z.literal(true) })
export const limit = z.number().int().min(1).max(1000).optional()

export type Spec = { input: z.ZodType; output: z.ZodType; writes: boolean; what: string }
export const method = <I extends z.ZodType, O extends z.ZodType>(
  what: string,
  input: I,
  output: O,
  writes = false,
) => ({
  what,
  input,
  output,
  writes,
})
export const write = <I extends z.ZodType, O extends z.ZodType>(what: string, input: I, output: O) =>
  method(what, input, output, true)
