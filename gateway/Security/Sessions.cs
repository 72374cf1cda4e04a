using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AIoT.Embedded.Gateway.Security;

/// <summary>Signed-in pages: a random token in a cookie that scripts can't read, for twelve hours or until the gateway ends.</summary>
public sealed class Sessions(TimeProvider time)
{
    public const string Cookie = "aiot_session";
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);
    private const int Most = 1000;
    private readonly ConcurrentDictionary<string, (string KeyId, DateTimeOffset Until)> _sessions = [];

    public string Open(string keyId)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string old, (string KeyId, DateTimeOffset Until) session) in _sessions)
        {
            if (session.Until < now || _sessions.Count >= Most)
            {
                _sessions.TryRemove(old, out _);
            }
        }

        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _sessions[token] = (keyId, now + Length);
        return token;
    }

    /// <returns>The id of the key that opened it; null: none, or over.</returns>
    public string? KeyOf(string token) => _sessions.TryGetValue(token, out (string KeyId, DateTimeOffset Until) session) && session.Until > time.GetUtcNow() ? session.KeyId : null;

    public void Close(string token) => _sessions.TryRemove(token, out _);
}
