import type { History } from "./type";

/** What an account's history says, by the sentence that is kept. */
export const history: History = {
  "Added.": "已添加。",
  "Added and logged in.": "已添加并登录。",
  "Details changed.": "资料已修改。",
  "Details changed and logged in.": "资料已修改并已登录。",
  "Entered anew.": "已重新输入。",
  "Logged in.": "已登录。",
  "Logged in with the remembered password.": "已用记住的密码登录。",
  "Got a new access token.": "已获取新的访问令牌。",
  "Logged out here.": "已在本机退出登录。",
  "Logged out here and at the server.": "已在本机和服务器退出登录。",
  "Secrets replaced.": "已更换记住的内容。",
  "Copied the access token.": "已复制访问令牌。",
  "Copied the refresh token.": "已复制刷新令牌。",
  "Copied the Authorization header.": "已复制 Authorization 请求头。",
  "Copied the curl command.": "已复制 curl 命令。",
  "Copied the environment line.": "已复制环境变量行。",
  "Copied the client_id.": "已复制 client_id。",
  "Copied the remembered secret.": "已复制记住的内容。",
};
