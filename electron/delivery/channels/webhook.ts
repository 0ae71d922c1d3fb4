/** A webhook: the body as it was planned, signed as Standard Webhooks has it. */
import { targetUrl } from '../address-guard.ts'
import { signedHeaders, signingKeys } from '../sign.ts'
import { judgeAnswer } from './answer.ts'
import type { HttpChannel } from './channel.ts'

export const webhook: HttpChannel = {
  request({ target, delivery, secret, now }) {
    const { id, body } = delivery
    const keys = secret === null ? [] : signingKeys(secret)
    return {
      url: targetUrl(target.url ?? '', target.allowPrivate),
      headers: { 'content-type': 'application/json', ...signedHeaders({ id, at: now, body, keys }) },
      body,
    }
  },
  judge: judgeAnswer,
}
