-- A batch of events of a new visitor per request. The body comes in BENCH_BODY, with %NUMBER% and %VISITOR% to fill.
local body = os.getenv("BENCH_BODY")
local headers = {
  ["Content-Type"] = "text/plain",
  ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
}
local sent = 0

function request()
  sent = sent + 1
  local visitor = string.format("visitante-%s-%012d", os.getenv("BENCH_RUN"), sent)
  local filled = body:gsub("%%(%u+)%%", { NUMBER = string.format("%s-%d", os.getenv("BENCH_RUN"), sent), VISITOR = visitor })
  return wrk.format("POST", nil, headers, filled)
end
