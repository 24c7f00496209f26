// The texts of what is handed to other tools, in Chinese.

import type { Words } from "./type";

export const tools: Pick<Words, "handoff"> = {
  handoff: {
    copyFor: "复制用于",
    copyForTool: (tool) => `复制用于 ${tool}`,
    copied: (tool) => `已为 ${tool} 复制`,
    keep: "持续更新 .env 文件…",
    keepTitle: "持续更新 .env 文件",
    keepText: "每个新令牌都会写入此文件。注销、退出 Fobwatch 或在此停止时会将其移除。",
    file: "文件",
    fileHelp: "仅当前用户可读。文件中的其他内容保持不变。请勿纳入版本控制。",
    keepYes: "持续更新",
    files: "持续更新的文件",
    good: "含有令牌",
    empty: "目前没有令牌",
    stop: "停止",
    stopLabel: (path) => `停止更新 ${path}`,
  },
};
