/** The inbox and the deliveries as the window holds them: newest first, each id once, bounded. */
import type { Delivery } from '../../../shared/model/delivery.ts'
import type { InboxEntry } from '../../../shared/model/webhook.ts'

const mostKept = 500

/** `isNew` tells an arrival from a change to a known entry. */
export function withEntry(
  inbox: readonly InboxEntry[],
  entry: InboxEntry,
): { inbox: readonly InboxEntry[]; isNew: boolean } {
  const known = inbox.findIndex((other) => other.id === entry.id)
  if (known !== -1) return { inbox: inbox.with(known, entry), isNew: false }
  const all = [entry, ...inbox].sort((a, b) => b.id - a.id)
  return { inbox: all.slice(0, mostKept), isNew: true }
}

export function withDelivery(deliveries: readonly Delivery[], delivery: Delivery): readonly Delivery[] {
  const known = deliveries.findIndex((other) => other.id === delivery.id)
  if (known !== -1) return deliveries.with(known, delivery)
  return [delivery, ...deliveries].sort((a, b) => b.createdAt - a.createdAt).slice(0, mostKept)
}
