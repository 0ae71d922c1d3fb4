/** Sends to a target by its kind. */
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import { sendToDesktop, type Notify } from './channels/desktop.ts'
import { createWebhookChannel, type WebhookDeps } from './channels/webhook.ts'
import type { Sending } from './sending.ts'

export type SenderDeps = WebhookDeps & {
  /** Shows an OS notification; answers whether the OS took it. */
  readonly notify: Notify
}

export type Sender = {
  /** One attempt; never rejects. */
  send(target: Target, delivery: Delivery): Promise<Sending>
  /** Ends all connections; after the outbox has stopped. */
  close(): Promise<void>
}

export function createSender(deps: SenderDeps): Sender {
  const webhooks = createWebhookChannel(deps)
  return {
    send(target, delivery) {
      switch (target.kind) {
        case 'desktop':
          return sendToDesktop(deps, delivery)
        case 'webhook':
          return webhooks.send(target, delivery)
      }
    },
    close: () => webhooks.close(),
  }
}
