/** Runs before the page, in a sandbox: hands the page its port to the core, and nothing of Electron. */
import { contextBridge, ipcRenderer } from 'electron'
import { openMessage, portMessage, wantPortMessage } from './names.ts'

// Ports do not cross the context bridge; a window message carries them from this world into the page's.
ipcRenderer.on(portMessage, (event) => {
  window.postMessage({ __tickerdeck: 'port' }, location.origin, [...event.ports])
})

ipcRenderer.on(openMessage, (_event, symbol: unknown) => {
  window.postMessage({ __tickerdeck: 'open', symbol: String(symbol) }, location.origin)
})

contextBridge.exposeInMainWorld('tickerdeck', {
  /** The page asks when it listens: a port that is posted earlier would be lost. */
  requestPort: () => ipcRenderer.send(wantPortMessage),
  platform: process.platform,
})
