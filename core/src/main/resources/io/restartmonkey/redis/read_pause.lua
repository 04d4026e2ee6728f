-- Returns who has made the pause KEYS[1], why, and the milliseconds that are left of it (-2 if there is no pause).
local pause = redis.call('HMGET', KEYS[1], 'who', 'why')
return {pause[1] or '', pause[2] or '', redis.call('PTTL', KEYS[1])}
