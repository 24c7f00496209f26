// The texts of what is done to several accounts at once, and of what can be had back, in simplified Chinese.

import type { many as english } from "./en-many";
import { counted, number } from "./intl";

const accounts = (count: number): string => counted("zh", count, { other: "个账户" });

export const many: typeof english = {
  select: {
    label: "已选账户",
    count: (count) => `已选 ${number("zh", count)} 个`,
    refresh: "刷新",
    logOut: "退出登录…",
    clear: "取消选择",
    logOutTitle: (count) => `退出 ${accounts(count)}`,
    more: (count) => `以及另外 ${number("zh", count)} 个`,
    forgetText: "服务器上的会话会保留到自行结束。",
    everywhereSureText: (tell, all) =>
      `使用这些登录的所有人都会被退出，其他机器也一样。${
        tell < all ? `有 ${accounts(all - tell)}只能在本机忘记。` : ""
      }`,
    worked: {
      refreshed: (count) => `已刷新 ${accounts(count)}`,
      "logged-out": (count) => `已退出 ${accounts(count)}`,
    },
    partly: {
      refreshed: (worked, all) => `已刷新 ${number("zh", worked)} / ${accounts(all)}`,
      "logged-out": (worked, all) =>
        `已通知服务器 ${number("zh", worked)} / ${accounts(all)}；本机已全部退出`,
    },
  },

  undo: {
    removed: (name) => `已移除 ${name}`,
    undo: "撤销",
    undoOf: (name) => `撤销，保留 ${name}`,
  },
};
