-- Confirms a prepared cart per request. Arguments: the first cart's number, how many carts there are.
local requests, sent = {}, 0

function init(args)
  local first, count = tonumber(args[1]), tonumber(args[2])
  for n = first, first + count - 1 do
    local headers = {
      ["Content-Type"] = "application/json",
      ["X-Flowt-Tenant"] = string.format("bench-%d", n % 20),
      ["Idempotency-Key"] = string.format("bench-order-%d", n),
    }
    local body = '{"nom_cliente":"Ana Souza","num_telefone":"+5511912345678","tip_atendimento":"RETIRADA","tip_pagamento":"PIX"}'
    requests[#requests + 1] = wrk.format("POST", string.format("/v1/carrinhos/bench-cart-%d/pedido", n), headers, body)
  end
end

function request()
  sent = sent + 1
  return requests[sent] or error("more requests than prepared carts: raise CARTS in bench/run")
end
