using System.Net;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Security;

public sealed class WrongKeyTests : IDisposable
{
    private const string LocalToken = "of-run-json";
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly ApiKeyFile _keys;
    private readonly Sessions _sessions;
    private readonly AccessControl _access;

    public WrongKeyTests()
    {
        _keys = new ApiKeyFile(_folder.Path);
        _sessions = new Sessions(_time);
        _access = new AccessControl(_keys, _sessions, new AccessRules(false, LocalToken), new WrongKeys(_time), NullLogger<AccessControl>.Instance);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_with_a_wrong_key_shuts_out_none_that_shares_its_address()
    {
        string right = _keys.Add("scada", ApiRole.Viewer, _time);
        string wrong = right[..^1] + (right[^1] == '0' ? '1' : '0');
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i < WrongKeys.AMinute ? 401 : 429, await AskAsync(wrong));
            if (i % 100 == 0)
            {
                Assert.Equal(200, await AskAsync(right));
                Assert.Equal(200, await AskAsync(LocalToken));
            }
        }

        Assert.Equal(401, await AskAsync(null));
        Assert.Null(_access.SignIn(wrong, IPAddress.Loopback, out bool tooMany));
        Assert.True(tooMany);
        Assert.NotNull(_access.SignIn(right, IPAddress.Loopback, out tooMany));
        Assert.False(tooMany);
    }

    [Fact]
    public async Task Wrong_keys_are_counted_by_address_and_an_IPv6_site_is_one()
    {
        for (int i = 0; i < WrongKeys.AMinute; i++)
        {
            Assert.Equal(401, await AskAsync("aiot_00000000_00", $"2001:db8:1:2::{i + 1:x}"));
        }

        Assert.Equal(429, await AskAsync("aiot_00000000_00", "2001:db8:1:2:ffff::1"));
        Assert.Equal(401, await AskAsync("aiot_00000000_00", "2001:db8:1:3::1"));
        Assert.Equal(401, await AskAsync("aiot_00000000_00", "192.0.2.1"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(401, await AskAsync("aiot_00000000_00", "2001:db8:1:2::1"));
    }

    [Fact]
    public async Task A_session_goes_on_whatever_others_try()
    {
        string token = _access.SignIn(_keys.Add("page", ApiRole.Viewer, _time), IPAddress.Loopback, out _)!;
        for (int i = 0; i < 50; i++)
        {
            await AskAsync("junk");
        }

        Assert.Equal(200, await AskAsync(null, cookie: token));
    }

    private async Task<int> AskAsync(string? key, string from = "127.0.0.1", string? cookie = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/api/v1/machines";
        context.Request.Method = "GET";
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        if (key is not null)
        {
            context.Request.Headers["X-Api-Key"] = key;
        }

        if (cookie is not null)
        {
            context.Request.Headers.Cookie = $"{Sessions.Cookie}={cookie}";
        }

        await _access.InvokeAsync(context, _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }
}
