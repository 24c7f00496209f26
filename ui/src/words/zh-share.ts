// The texts of sharing a set-up and of taking accounts over, in Chinese.

import { number } from "./intl";
import type { Words } from "./type";

const accounts = (count: number) => `${number("zh", count)} 个账户`;

export const share: Pick<Words, "share" | "imports"> = {
  share: {
    open: "共享设置…",
    openSelected: "共享",
    title: "共享设置",
    text: "供团队使用、可与代码放在一起的文件，其中没有密码、令牌或密钥。",
    count: accounts,
    preview: "文件内容",
    file: "文件",
    save: "保存",
    copy: "复制",
    close: "关闭",
    saved: "已保存。",
    copied: "已复制。",
  },
  imports: {
    open: "导入账户…",
    title: "导入账户",
    lead: "来自共享的设置或其他工具。未经同意不会添加任何内容。",
    done: "完成",
    paste: "设置文件，Postman、Bruno 或 Insomnia 环境，.env 文件或 curl 命令",
    file: "或选择文件",
    formats: {
      "set-up": "Fobwatch 设置",
      "postman-environment": "Postman 环境",
      "postman-collection": "Postman 集合",
      bruno: "Bruno 环境",
      insomnia: "Insomnia 环境",
      dotenv: ".env 文件",
      curl: "curl 命令",
    },
    found: (format, count) => (count ? `${format}：${accounts(count)}` : `${format}，其中没有可添加的账户`),
    renamed: "名称已被使用，将加上编号",
    present: "已存在",
    added: "已添加",
    tags: "标签",
    foreign: "其配置来自该文件。",
    sends: (places) => `凭据会发送到 ${places}。`,
    useFound: (names) => `使用文件中的内容（${names}）`,
    add: "添加并登录",
    adding: "正在登录…",
    addSignedOut: "添加但不登录",
    show: "打开",
    openFile: "查看",
  },
};
