// What failures say in simplified Chinese, by their code.

import type { Code } from "../ipc";
import type { Says } from "./type";

export const failures: Record<Code, Says> = {
  unreachable: { message: "无法连接到服务器。", hint: "请检查地址和网络后重试。" },
  no_answer: { message: "服务器没有及时响应。", hint: "请稍后重试。" },
  tls: { message: "无法与服务器建立安全连接。", hint: "请检查证书和 CA 文件。" },
  bad_credentials: { message: "服务器不接受这些凭据。", hint: "请检查后重试。" },
  refresh_refused: { message: "服务器拒绝了刷新令牌。", hint: "请重新登录。" },
  answer_lost: {
    message: "服务器的响应在途中丢失。",
    hint: "刷新令牌可能已被用掉。如果问题持续，请重新登录。",
  },
  short_lived: { message: "服务器给出的令牌立即过期。", hint: "请检查服务器的时钟和设置。" },
  rate_limited: { message: "服务器要求放慢速度。", hint: "请稍等后重试。" },
  server_error: { message: "服务器出现内部错误。", hint: "请稍后重试。" },
  not_the_api: { message: "此地址响应的不是该 API。", hint: "请检查基础 URL。" },
  bad_answer: { message: "服务器的响应不符合预期。", hint: "请检查配置文件是否适合此 API。" },
  request_refused: { message: "服务器拒绝了请求。", hint: "请检查输入和配置文件。" },
  foreign_origin: {
    message: "登录请求会发送到基础 URL 以外的地方。",
    hint: "只有确定两者属于同一方时才同意。",
  },
  cancelled: { message: "登录已取消。", hint: "可以随时重新登录。" },
  invalid_profile: { message: "配置文件有问题。", hint: "请更正配置文件。" },
  invalid_input: { message: "有一项输入缺失或无效。", hint: "请更正后重试。" },
  invalid_base_url: { message: "基础 URL 缺失或无效。", hint: "它以 https:// 开头。" },
  name_taken: { message: "已有账户使用此名称。", hint: "请换一个名称。" },
  no_account: { message: "没有这个账户。", hint: "它可能已被移除。" },
  needs_login: { message: "此账户尚未登录。", hint: "请重新登录。" },
  keyring_missing: {
    message: "本机没有密钥环响应。",
    hint: "请启动一个，例如 GNOME Keyring 或 KWallet，然后重试。",
  },
  keyring_locked: { message: "存放保险库密钥的密钥环已锁定。", hint: "解锁后即可继续。" },
  keyring_failed: { message: "密钥环出现错误。", hint: "请重试。" },
  key_missing: { message: "密钥环中没有保险库的密钥。", hint: "请恢复原来存放它的密钥环。" },
  passphrase_needed: { message: "保险库需要口令才能打开。", hint: "请输入口令。" },
  wrong_passphrase: { message: "口令错误。", hint: "请重试。" },
  key_file: { message: "密钥文件无法使用。", hint: "请检查文件及其权限。" },
  key_changed: { message: "保险库已更换密钥。", hint: "请重新打开保险库。" },
  vault_damaged: { message: "保险库文件已损坏。", hint: "请从备份恢复，或将其移走后重新开始。" },
  vault_newer: { message: "保险库由更新版本的 Fobwatch 创建。", hint: "请更新 Fobwatch。" },
  vault_unavailable: { message: "无法读取或写入保险库。", hint: "请检查磁盘空间和权限。" },
  busy: { message: "正在进行其他操作。", hint: "请稍等后重试。" },
  held_uncommitted: { message: "最新会话尚未保存。", hint: "会自动重试。" },
  superseded: { message: "已有更新的内容。", hint: "请重试。" },
  locked: { message: "Fobwatch 已锁定。", hint: "请打开窗口并输入口令。" },
  clipboard: { message: "剪贴板没有响应。", hint: "请重试。" },
  internal: { message: "Fobwatch 内部出错。", hint: "请重试。" },
};
