using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary>
/// One way for commands that change boards: through the gateway that runs on the folder, or, where none runs, through the same routes opened for the
/// time of the command on a socket that nobody else can reach.
/// </summary>
internal sealed class GatewayLink : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly WebApplication? _own;
    private readonly DirectoryInfo? _folder;

    private GatewayLink(HttpClient client, WebApplication? own, DirectoryInfo? folder) => (_client, _own, _folder) = (client, own, folder);

    /// <exception cref="UsageException">The folder is none, or can't be used.</exception>
    public static async Task<GatewayLink> OpenAsync(string folder, CancellationToken stop)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"{folder}: there is no such data folder: make it with `aiot-gateway init`");
        }

        if (RunFile.Read(folder) is { } run)
        {
            return new GatewayLink(StatusCommand.Client(run), null, null);
        }

        GatewaySettings settings = OptionsResolver.FileSettings(folder, null, Environment.GetEnvironmentVariable);
        DirectoryInfo place = Directory.CreateTempSubdirectory("aiot-command-");
        string socket = Path.Combine(place.FullName, "socket");
        GatewayDatabase database = GatewayDatabase.Open(folder);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => database);
        builder.Services.AddSingleton(_ => LedgerKeys.Open(database, folder));
        builder.Services.AddSingleton<LedgerTree>();
        builder.Services.AddDeviceRecords(folder, settings.Devices ?? new());
        builder.Services.AddReleaseRecords();
        if (settings.Assets is { } assets && File.Exists(assets))
        {
            builder.Services.AddSingleton(AssetFile.Load(assets));
        }

        WebApplication app = builder.Build();
        try
        {
            _ = app.Services.GetRequiredService<GatewayDatabase>();

            // A key that is not the ledger's is said here, in one line, and not as a failed request.
            _ = app.Services.GetRequiredService<LedgerTree>();
            RouteGroupBuilder api = app.MapGroup("/api/v1");
            api.MapDeviceTrust();
            api.MapReleases();
            await app.StartAsync(stop);
        }
        catch
        {
            await app.DisposeAsync();
            place.Delete(recursive: true);
            throw;
        }

        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            },
        };
        return new GatewayLink(new HttpClient(handler) { BaseAddress = new Uri("http://localhost/") }, app, place);
    }

    /// <exception cref="UsageException">What was asked for can't be done; the message says why.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, "api/v1/" + path) { Content = body switch { null => null, HttpContent content => content, _ => JsonContent.Create(body, options: GatewayJson.Options) } };
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, stop);
            string text = await answer.Content.ReadAsStringAsync(stop);
            JsonElement told = text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
            return answer.IsSuccessStatusCode ? told
                : throw new UsageException(told.ValueKind == JsonValueKind.Object && told.TryGetProperty("error", out JsonElement error) ? error.GetString()! : $"the gateway answers {(int)answer.StatusCode} to {method} {path}");
        }
        catch (Exception wrong) when (wrong is HttpRequestException or TaskCanceledException or JsonException)
        {
            throw new UsageException($"the gateway does not answer: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_own is not null)
        {
            await _own.StopAsync();
            await _own.DisposeAsync();
            _folder!.Delete(recursive: true);
        }
    }
}
