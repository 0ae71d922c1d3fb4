/** The double's parts that reach the system: notifications, tray, dialogs, key store, pictures, power. Each keeps what it was told. */
import { EventEmitter } from 'node:events'
import type {
  Dialog,
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NativeImage,
  NativeTheme,
  Notification,
  NotificationConstructorOptions,
  SafeStorage,
  Shell,
  Tray,
} from 'electron'
import { app } from './app.ts'
import { setup } from './setup.ts'

export const record = {
  notifications: [] as NotificationDouble[],
  trays: [] as TrayDouble[],
  opened: [] as string[],
  boxes: [] as MessageBoxOptions[],
  applicationMenu: null as MenuDouble | null,
}

export const ipcMain = new EventEmitter()
export const powerMonitor = new EventEmitter()
export const crashReporter = { start: () => undefined }
export const nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: true }

export class NotificationDouble extends EventEmitter implements Pick<Notification, 'show'> {
  static isSupported = () => true

  readonly options: NotificationConstructorOptions

  constructor(options: NotificationConstructorOptions) {
    super()
    this.options = options
    record.notifications.push(this)
  }
  show(): void {
    setImmediate(() => this.emit('show', {}))
  }
}

export class TrayDouble extends EventEmitter implements Pick<Tray, 'setToolTip'> {
  menu: MenuDouble | null = null
  toolTip = ''
  readonly image: object

  constructor(image: object) {
    super()
    this.image = image
    record.trays.push(this)
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: MenuDouble): void {
    this.menu = menu
  }
}

export class MenuDouble {
  readonly template: MenuItemConstructorOptions[]

  constructor(template: MenuItemConstructorOptions[]) {
    this.template = template
  }
  static buildFromTemplate = (template: MenuItemConstructorOptions[]) => new MenuDouble(template)
  static setApplicationMenu = (menu: MenuDouble) => void (record.applicationMenu = menu)

  /** Presses the item of this label. */
  press(label: string): void {
    const item = this.template.find((each) => each.label === label)
    if (item?.click === undefined) throw new Error(`no menu item ${label}`)
    ;(item.click as () => void)()
  }
}

export const dialog: Pick<Dialog, 'showErrorBox'> & {
  showMessageBox(options: MessageBoxOptions): Promise<{ response: number }>
} = {
  showErrorBox: (title, content) => void record.boxes.push({ title, message: content }),
  showMessageBox: (options) => {
    record.boxes.push(options)
    return Promise.resolve({ response: setup.messageBox })
  },
}

export const shell: Pick<Shell, 'openExternal'> = {
  openExternal: (url) => {
    record.opened.push(url)
    return Promise.resolve()
  },
}

class ImageDouble implements Pick<NativeImage, 'addRepresentation' | 'setTemplateImage' | 'isEmpty'> {
  constructor(bytes: Buffer) {
    if (!bytes.subarray(1, 4).equals(Buffer.from('PNG'))) throw new Error('not a PNG')
  }
  addRepresentation(): void {}
  setTemplateImage(): void {}
  isEmpty = () => false
}

export const nativeImage = { createFromBuffer: (bytes: Buffer) => new ImageDouble(bytes) }

const mask = 0x5a
const turn = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ mask))

/** Encrypts by a mask: enough to see that what is written is not what was given. */
export const safeStorage: Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
> = {
  getSelectedStorageBackend: () => (app.isReady() ? setup.keyStore : 'unknown'),
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(turn(Buffer.from(text))),
  decryptStringAsync: (bytes) => Promise.resolve({ result: turn(bytes).toString(), shouldReEncrypt: false }),
}
