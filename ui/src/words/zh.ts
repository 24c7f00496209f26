// Every text of the window in simplified Chinese.

import { history } from "./zh-history";
import { number } from "./intl";
import type { Words } from "./type";
import { failures } from "./zh-failures";
import { desk } from "./zh-desk";
import { forms } from "./zh-forms";
import { many } from "./zh-many";
import { inspect } from "./zh-inspect";
import { share } from "./zh-share";
import { tools } from "./zh-tools";
import { kept } from "./zh-kept";
import { profileTexts } from "./zh-profiles";

export const zh: Words = {
  ...forms,
  ...many,
  ...inspect,
  ...share,
  ...tools,
  ...desk,
  ...kept,

  errors: failures,
  profileTexts,

  happened: {
    "logged-in": "已登录",
    refreshed: "已刷新",
    retrying: "刷新失败，将重试",
    "needs-login": "需要重新登录",
    copied: "已复制",
    "logged-out": "已退出登录",
    edited: "已修改",
  },
  history,

  time: {
    days: (days, hours) => `${days}天${hours}时`,
    hours: (hours, minutes) => `${hours}时${minutes}分`,
    day: (days) => `${number("zh", days)}天`,
    hour: (hours) => `${hours}小时`,
    minute: (minutes) => `${minutes}分钟`,
    underMinute: "<1分钟",
    now: "刚刚",
    ago: (time) => `${time}前`,
  },

  app: "Fobwatch",
  title: (account) => (account ? `${account} · Fobwatch` : "Fobwatch"),

  states: {
    "signed-out": "未登录",
    fresh: "有效",
    static: "不会过期",
    refused: "被拒绝",
    refreshing: "正在刷新",
    retrying: "正在重试",
    "needs-login": "需要登录",
  },

  rail: {
    label: "账户",
    search: "搜索账户",
    searchPlaceholder: "搜索",
    add: "添加账户",
    none: "没有匹配的账户",
    clearSearch: "清除搜索",
    noEnvironment: "无环境",
    production: "生产",
    back: "所有账户",
  },

  token: {
    access: "访问令牌",
    credential: "凭据",
    refresh: "刷新令牌",
    expired: "已过期",
    noEnd: "未给出期限",
    left: "剩余",
    expires: (when) => `${when} 过期`,
    ended: (when) => `已于 ${when} 过期`,
    thenItself: "之后会用记住的内容自动重新登录。",
    thenYou: "之后需要重新登录，因为没有记住任何内容。",
    noEndLong: "服务器未给出期限。",
    lasting: "无期限",
    lastingLong: "不会自行过期，无需刷新。",
    copyOf: (fixed) => (fixed ? "复制请求头" : "复制令牌"),
    copyRefresh: "复制",
    copyRefreshLabel: "复制刷新令牌",
    menu: "更多复制方式",
    header: "Authorization 请求头",
    curl: "curl 命令",
    envLine: "环境变量行",
  },

  account: {
    baseUrl: "基础 URL",
    environment: "环境",
    profile: "配置文件",
    certificate: "客户端证书",
    certificateShown: "会向服务器出示",
    authorities: "证书颁发机构",
    authoritiesOwn: "来自 CA 文件",
    trusts: "凭据也会发送到",
    checked: "检查",
    notChecked: "尚未检查",
    check: "立即检查",
    checking: "正在检查…",
    checkLong: "检查访问令牌",
    verdicts: {
      accepted: "已接受",
      "not-allowed": "已接受，但无权查看该页面",
      refused: "被拒绝",
    },
    checkedAt: (when, verdict) => `${when}：${verdict}`,
    clientId: "客户端 ID",
    copyClientId: "复制客户端 ID",
    refresh: "立即刷新",
    refreshing: "正在刷新…",
    logOut: "退出登录",
    menu: "此账户的更多操作",
    edit: "编辑",
    remove: "移除",
    timeline: "历史",
    timelineEmpty: "还没有任何记录。",
    clock: (time, ahead) => `服务器时钟比本机${ahead ? "快" : "慢"} ${time}。剩余时间以服务器为准。`,
  },

  banner: {
    retrying: "令牌刷新失败",
    retryIn: (time) => `${time} 后重试`,
    retrySoon: "正在重试",
    retryNow: "立即重试",
    refused: (fixed) => `服务器拒绝此${fixed ? "凭据" : "令牌"}`,
    refusedSince: (time) => `自 ${time} 起，虽然它应仍然有效。`,
    refusedRefresh: "请获取新令牌，或重新登录。",
    refusedLogin: "请重新登录以获取新令牌。",
    refusedFixed: "请输入新的凭据。",
    needsLogin: "请重新登录以获取新令牌",
    signedOut: "未登录",
    signedOutHint: (fixed) =>
      `${fixed ? "请输入凭据以使用它。" : "登录以获取令牌。"}未登录时不会保留此账户的任何机密。`,
    uncommitted: "尚未保存",
    uncommittedHint: "保险库无法写入，最新会话只在内存中。会自动重试。",
    server: "服务器消息：",
    original: "详细信息：",
    dismiss: "关闭",
    notRevoked: "已在本机退出，但未能通知服务器",
  },

  vault: {
    opening: "正在打开保险库…",
    openingHint: "系统可能会要求解锁密钥环。",
    unlock: "解锁密钥环",
    again: "重试",
    busy: "正在尝试…",
    titles: {
      keyring_locked: "密钥环已锁定",
      keyring_missing: "没有运行中的密钥环",
      keyring_failed: "密钥环没有响应",
      key_missing: "密钥环中没有保险库的密钥",
      passphrase_needed: "保险库需要口令",
      wrong_passphrase: "口令错误",
      key_file: "密钥文件无法使用",
      key_changed: "保险库已更换密钥",
      vault_damaged: "保险库已损坏",
      vault_newer: "保险库由更新版本的 Fobwatch 创建",
    },
    title: "无法打开保险库",
    failed: "窗口无法加载",
    failedHint: "请关闭 Fobwatch 后重新启动。",
  },

  copied: {
    what: {
      "access-token": "已复制",
      "refresh-token": "已复制刷新令牌",
      "authorization-header": "已复制请求头",
      curl: "已复制 curl 命令",
      "env-line": "已复制环境变量行",
      "client-id": "已复制客户端 ID",
      secret: "已复制机密",
    },
    refreshed: "已先获取新令牌",
    goodUntil: (time) => `有效至 ${time}`,
    clearsIn: (time) => `${time} 后清除`,
    clearNow: "立即清除",
    label: "剪贴板",
  },

  told: {
    verdict: (verdict, fixed) => {
      const what = fixed ? "凭据" : "令牌";
      return {
        accepted: `服务器接受此${what}`,
        "not-allowed": `服务器接受此${what}，但它无权查看该页面`,
        refused: `服务器拒绝此${what}`,
      }[verdict];
    },
    clocksAgree: "时钟一致",
    clockOff: (time, ahead) => `其时钟${ahead ? "快" : "慢"} ${time}`,
    replaced: "已更换",
  },

  confirm: {
    cancel: "取消",
    copyRefreshTitle: "复制刷新令牌？",
    copyRefreshText:
      "在过期之前，它可以获取新的访问令牌。请像对待密码一样，只粘贴到可信的地方。如果其他程序使用它，此会话将结束，需要重新登录。",
    copyRefreshYes: "复制刷新令牌",
    logOutTitle: (name) => `退出 ${name}`,
    logOutText: "两种方式都会删除本机的令牌，并忘记已记住的内容。",
    logOutHere: "会删除本机的令牌，并忘记已记住的内容。",
    logOutFixed: "会从本机删除此凭据。",
    forgetFixed: "在服务器端终止之前，凭据一直有效。",
    forgetNoLogOut: "此配置文件无法通知服务器。服务器上的会话会自行结束。",
    forgetHere: "仅在本机忘记",
    forgetHereText: "服务器上的会话会保留到自行结束。",
    everywhere: "在所有地方退出",
    everywhereText: "同时结束服务器上的会话，其他机器上的会话也随之结束。",
    everywhereSure: "结束所有会话？",
    everywhereSureText: "使用此登录的所有人都会被退出，其他机器也一样。",
    everywhereYes: "结束所有会话",
    removeTitle: (name) => `移除 ${name}？`,
    removeText: "它的令牌、记住的内容和历史会从本机删除。十秒内可以撤销。",
    removeYes: "移除账户",
    busy: "正在处理…",
  },

  shortcuts: {
    title: "快捷键",
    rows: {
      palette: "搜索所有操作和账户",
      search: "搜索账户",
      move: "在列表中移动",
      open: "打开账户",
      copy: "复制访问令牌",
      refresh: "立即刷新",
      check: "检查访问令牌",
      page: "翻页，或跳到首尾",
      mark: "选择此账户",
      markMore: "选择多个账户",
      markAll: "选择所有显示的账户",
      add: "添加账户",
      activity: "所有账户的活动",
      inspect: "检查令牌",
      lock: "锁定 Fobwatch",
      help: "此列表",
      close: "关闭已打开的内容",
    },
  },

  palette: {
    title: "搜索全部",
    placeholder: "输入操作或账户",
    none: "没有匹配项",
    remarks: "编写备注和标签",
    clearClipboard: "清除剪贴板",
    editProfiles: "编辑配置文件",
    actions: "操作",
    accounts: "账户",
    copies: "复制令牌：",
  },
};
