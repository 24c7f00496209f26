// The texts about what is kept with an account, in simplified Chinese.

import type { kept as english } from "./en-kept";

export const kept: typeof english = {
  remarks: {
    title: "备注",
    add: "添加备注或标签",
    edit: "编辑",
    notes: "备注",
    notesHelp: "看得到此窗口的人都能看到备注，请勿写入机密。",
    tags: "标签",
    tagsHelp: "输入逗号或按回车键完成一个标签。",
    removeTag: (tag) => `移除 ${tag}`,
    searchTag: (tag) => `显示带有 ${tag} 的账户`,
    all: "全部显示",
    less: "收起",
    endsOn: "到期日",
    endsOnHelp: "年、月、日，例如 2026-12-31。",
    noDay: "没有这一天。",
    endsIn: (days) => (days === 0 ? "就是今天。" : days > 0 ? `还有 ${days} 天。` : `已过去 ${-days} 天。`),
    remind: "提醒",
    reminders: (days) => (days === 0 ? "不提醒" : `提前 ${days} 天`),
  },

  ownEnd: {
    state: "自定期限",
    left: () => "天后到期",
    today: "今天到期",
    past: "已到期",
    ends: (date) => `${date}到期，自行设定`,
    ended: (date) => `已于${date}到期，自行设定`,
    reminder: (days) => `提前 ${days} 天提醒`,
    set: "设定到期日",
    change: "更改",
    changeLabel: "更改到期日",
  },

  secrets: {
    remembered: "已记住",
    entered: "已输入",
    since: (age) => `${age}输入`,
    sinceUnknown: "输入时间未知",
    replace: "更换…",
    replaceLabel: (label) => `更换 ${label}`,
    copy: "复制…",
    copyLabel: (label) => `复制 ${label}`,
    replaceTitle: "更换记住的内容",
    replaceFixedTitle: "更换凭据",
    replaceText: "会先用新的内容登录一次，成功后才丢弃旧的。",
    replaceFixed: "保存后，新的立即取代旧的。",
    trying: "正在登录…",
    replaceYes: "更换",
    copyTitle: (label) => `复制 ${label}？`,
    copyText: (fixed) =>
      `得到它的人可以以此身份${fixed ? "使用 API" : "登录"}。请只粘贴到本来要手动输入它的地方。`,
    copyYes: "复制",
  },

  clipboard: {
    space: "",
    secret: (label) => `已复制 ${label}`,
    how: (hidden) => (hidden ? "已回读确认，剪贴板历史应跳过它。" : "已回读确认，但剪贴板历史可能保留它。"),
    clears: (onLock) => (onLock ? "锁屏和退出时也会清除。" : "退出时也会清除。"),
    stays: (onLock) => `会保留到复制其他内容${onLock ? "、锁屏" : ""}或退出 Fobwatch 为止。`,
  },
};
