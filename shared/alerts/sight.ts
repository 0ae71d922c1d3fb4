/** What was last seen of an instrument that rules are armed on: from there a time that was missed is made up for. */
import { z } from 'zod'
import { tickSchema } from '../model/quote.ts'

export const sightSchema = z.object({
  /** Up to here it was seen live or made up for: the venue's clock where it tells, else ours; UTC epoch ms. */
  at: z.number(),
  tick: tickSchema,
  /** The instrument's price step then: what rules remember can be read before the venue's list is there. */
  tickSize: z.number().positive(),
  /** The one-minute bar that `at` lies in, and how far the price went in the part of it that was seen. */
  minute: z.object({ openAt: z.number(), low: z.number(), high: z.number() }),
})
export type Sight = z.infer<typeof sightSchema>
