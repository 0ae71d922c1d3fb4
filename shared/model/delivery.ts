/** Where firings are sent, and the record of each sending. */
import { z } from 'zod'

export const targetSchema = z.object({
  id: z.string(),
  kind: z.enum(['desktop']),
  name: z.string(),
  enabled: z.boolean(),
})
export type Target = z.infer<typeof targetSchema>

export const deliverySchema = z.object({
  id: z.string(),
  firing: z.string(),
  target: z.string(),
  state: z.enum(['pending', 'sent', 'failed']),
  attempts: z.number().int(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
  lastError: z.string().nullable(),
})
export type Delivery = z.infer<typeof deliverySchema>
