/** Connects the window to the core: over the port where a desktop shell offers one, else over a WebSocket to where the page came from. */
import { createBridgeClient } from './client.ts'
import type { BridgeClient } from './client-types.ts'
import { openPortChannel, type PreloadApi } from './port-channel.ts'
import { openWebSocketChannel } from './web-socket-channel.ts'

function preloadApi(): PreloadApi | null {
  const offered = (window as { tickerdeck?: Partial<PreloadApi> }).tickerdeck
  return typeof offered?.requestPort === 'function' ? (offered as PreloadApi) : null
}

function bridgeUrl(): URL {
  const url = new URL('/bridge', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}

export function connectBridge(): BridgeClient {
  const api = preloadApi()
  return createBridgeClient({
    open: () =>
      api === null ? openWebSocketChannel(() => new WebSocket(bridgeUrl())) : openPortChannel(window, api),
  })
}
