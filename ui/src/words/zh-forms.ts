// The texts of forms, in simplified Chinese: an account's, a login's and a profile's.

import type { ProfileView } from "../ipc";
import type { forms as english } from "./en-forms";
import { list } from "./intl";

/** What a profile asks for, in a sentence or two. */
function asksFor({ inputs, fixed, interactive }: ProfileView): string {
  const needed = inputs.filter((input) => !input.optional).map((input) => input.label);
  const every = inputs.filter((input) => input.ask === "each-time").map((input) => input.label);
  const what = needed.length ? `需要：${list("zh", needed)}。` : "没有必填项。";
  return [
    what,
    fixed && "原样发送：无需登录，也不会刷新。",
    interactive && "需要在浏览器中同意。",
    every.length > 0 && `每次登录时需要：${list("zh", every)}。`,
  ]
    .filter(Boolean)
    .join("");
}

export const forms: typeof english = {
  form: {
    firstTitle: "添加第一个账户",
    firstText: "只需登录一次。Fobwatch 会让令牌保持有效，随时可以复制。",
    addTitle: "添加账户",
    editTitle: (name) => `编辑 ${name}`,
    name: "名称",
    baseUrl: "基础 URL",
    baseUrlPlaceholder: "https://api.example.com",
    environment: "环境",
    environmentHelp: "一个标签，例如 staging。生产环境会在各处标出。",
    profile: "配置文件",
    ownProfiles: "自己的配置文件",
    builtInProfiles: "Fobwatch 自带",
    asksFor,
    editProfiles: "编辑配置文件…",
    profileGone: "此账户的配置文件已不存在，因此不知道需要哪些内容。请重新添加该配置文件，或移除此账户。",
    detect: "检测",
    detecting: "正在查找…",
    detectHelp: "查看此地址，找出可能适合的配置文件。不会发送任何凭据。",
    detectNone: "无法判断哪个配置文件适合。",
    detectNoneHint: "请在下方选择。API 的文档会说明如何登录。",
    detectFound: "这些可能适合：",
    detectChosen: "已选择",
    detectChoose: "选择",
    more: "更多",
    ca: "CA 文件",
    caHelp: "用这些颁发机构（PEM）代替系统的来验证服务器。",
    caPlaceholder: "~/certs/ca.pem",
    clientCertificate: "客户端证书",
    clientCertificatePlaceholder: "~/certs/client.pem",
    clientKey: "客户端密钥",
    clientKeyPlaceholder: "~/certs/client.key",
    clientHelp: "保存时会从文件（PEM）读取两者。密钥会加密保存。",
    fileSet: "已设置。留空则保持不变。",
    caRemove: "移除 CA 文件",
    clientRemove: "移除客户端证书及其密钥",
    agreeTitle: (origin) => `将凭据发送到 ${origin}？`,
    agreeText:
      "登录请求会发送到基础 URL 以外的地方。如果同意，输入的内容会发送到那里，现在和以后登录时都是如此。只有确定两者属于同一方时才同意。",
    agree: "同意",
    optional: "可选",
    eachTime: "每次登录时都会询问。",
    unchanged: "留空则保持不变",
    showSecret: (label) => `显示${label}`,
    hideSecret: (label) => `隐藏${label}`,
    remember: (profile) =>
      profile && !profile.inputs.some((input) => input.name === "password") ? "记住机密内容" : "记住密码",
    rememberHelp: "在本机加密保存，仅用于刷新令牌过期后重新登录。",
    submit: "登录",
    submitAgain: "重新登录",
    submitLabel: (profile, logIn) =>
      profile?.fixed
        ? { submit: "保存", busy: "正在保存…" }
        : profile?.interactive
          ? { submit: "继续", busy: "正在等待同意…" }
          : { submit: logIn, busy: "正在登录…" },
    save: "保存",
    saving: "正在保存…",
    cancel: "取消",
    cancelLater: "请等待服务器的回应，最多半分钟。",
    waitFor: (time) => `服务器要求等待 ${time}。仍然可以现在尝试。`,
    demo: "这是内置沙盒，一个运行在本机的小型服务器。示例登录信息已填好。",
  },

  step: {
    browserTitle: "在浏览器中同意",
    browserText: "已打开提供方的页面。请在那里登录并同意，之后会自动继续。",
    deviceTitle: "输入此代码",
    deviceText: "在任意设备上打开此页面，输入代码并同意，之后会自动继续。",
    code: "代码",
    page: "页面",
    copyCode: "复制代码",
    copied: "已复制",
    selected: "已选中，请用键盘复制",
    openAgain: "再次打开",
    openPage: "打开页面",
    notOpened: "无法打开浏览器。请自行打开该页面。",
    left: (time) => `剩余 ${time}`,
    over: "时间已到。请取消后重试。",
    cancel: "取消",
  },

  profiles: {
    title: "配置文件",
    lead: "配置文件说明一类 API 如何登录。其中不能包含机密。",
    done: "完成",
    list: "配置文件",
    own: "自己的",
    ownNone: "还没有。请先复制一个现有的。",
    builtIn: "Fobwatch 自带",
    readOnly: "只读",
    unsaved: "未保存",
    isNew: "新建",
    duplicate: "复制副本",
    remove: "删除",
    removeTitle: (name) => `删除配置文件 ${name}？`,
    removeText: "使用它的账户会继续按现在的方式登录。此操作无法撤销。",
    removeYes: "删除配置文件",
    text: "配置文件的文本",
    save: "保存",
    saving: "正在保存…",
    saved: "已保存",
    replaceTitle: (id) => `替换 ${id}？`,
    replaceText: "已有自己的配置文件使用此标识。保存会替换它。",
    replaceYes: "替换",
    unsavedTitle: "不保存就离开？",
    unsavedText: "更改会丢失。",
    unsavedYes: "不保存并离开",
    fault: ({ line, key, message }) => `第 ${line} 行${key ? `，${key}` : ""}：${message}。`,
    expected: (expected) => `应为：${expected}。`,
    sound: "没有发现问题",
    checking: "正在读取…",
    keys: (table) => (table ? `[${table}] 的键` : "顶层的键"),
    inside: (key) => `${key} 之内`,
    anyKeys: "这里可以使用任意键。",
    unknownTable: "没有这个表。",
    values: "可选值：",
    needed: "必需",
    noHelp: "此格式暂无帮助。",
    copyOf: (title) => `${title} 副本`,
  },

  trial: {
    title: "试运行",
    text: "会按照配置文件的说明，真正登录该服务器、刷新、检查并退出。不会保留任何内容。",
    run: "运行",
    running: "正在运行…",
    needsProfile: "请先更正上面的问题。",
    answered: (status) => `响应：${status}`,
    noAnswer: "没有响应",
    headers: "请求头",
    body: "正文",
    answer: "响应",
    found: "找到的内容",
    notThere: "不存在",
    nothingAsked: "没有向服务器发出请求：此配置文件未写明登录或检查方式。",
    worked: "一切正常",
    result: "结果",
  },
};
