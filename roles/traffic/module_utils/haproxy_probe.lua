-- Prints the servers that a HAProxy has read, and ends it before it opens anything.
--
-- HAProxy loads this file first. The Lua files of its configuration may replace functions of Lua for all that follow.
-- HAProxy would go on and serve if `os.exit` were another one by then, so this file keeps the real ones.
local core, exit, concat, pairs, tonumber, tostring = core, os.exit, table.concat, pairs, tonumber, tostring
local stdout = io.stdout
local write, flush = stdout.write, stdout.flush

local function tell(backend, name, server)
    local said = server:get_stats()
    local fields = {
        "restart-monkey-server", backend, name, tostring(server:get_addr()), tostring(said.weight), tostring(said.status),
        tostring(said.bck), tostring(said.chkfail), tostring(said.agent_status), tostring(said.tracked)
    }
    write(stdout, "\n" .. concat(fields, "\t") .. "\n")
end

-- HAProxy numbers no server of a backend that is switched off (`disabled`), and ends by SIGFPE if its state is asked.
local function is_on(server)
    return tonumber(server.get_puid and server:get_puid() or server.puid) ~= 0
end

-- The functions of other files would run after this one, and so never do.
core.register_init(function()
    for backend, proxy in pairs(core.backends) do
        for name, server in pairs(proxy.servers) do
            if is_on(server) then
                tell(backend, name, server)
            end
        end
    end
    write(stdout, "\nrestart-monkey-server-end\n")
    flush(stdout)
    exit(0)
end)
