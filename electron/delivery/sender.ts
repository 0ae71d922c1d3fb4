/** Sends to a target by its kind. */
import type { Delivery, Target } from '../../shared/model/delivery.ts'
import { httpChannels } from './channels/by-kind.ts'
import { sendToDesktop, type Notify } from './channels/desktop.ts'
import { createHttpSender, type HttpDeps } from './channels/http.ts'
import { sendByMail } from './channels/smtp.ts'
import type { Sending } from './sending.ts'

export type SenderDeps = HttpDeps & {
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
  const http = createHttpSender(deps)
  return {
    send(target, delivery) {
      const { kind } = target
      if (kind === 'desktop') return sendToDesktop(deps, delivery)
      if (kind === 'email') return sendByMail(deps, target, delivery)
      return http.send(httpChannels[kind], target, delivery)
    },
    close: () => http.close(),
  }
}
