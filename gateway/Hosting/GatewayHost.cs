using System.Net;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.FieldIo;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Releases;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Sparkplug;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Timing;
using AIoT.Embedded.Wire;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.FileProviders;

namespace AIoT.Embedded.Gateway.Hosting;

/// <summary>All rooms of the gateway, put together and started in order.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(3);
    private readonly WebApplication _app;
    private readonly FusionWorker _fusion;
    private readonly IMessageClient _client;
    private readonly IngestPipeline _ingest;
    private readonly PrivateBroker? _broker;
    private readonly RunFile _runFile;

    /// <summary>The container closes the rooms in the reverse of the order in which they are asked for here.</summary>
    private GatewayHost(WebApplication app)
    {
        _app = app;
        _runFile = app.Services.GetRequiredService<RunFile>();
        _broker = app.Services.GetService<PrivateBroker>();
        _ = app.Services.GetRequiredService<GatewayDatabase>();
        _fusion = app.Services.GetRequiredService<FusionWorker>();
        _client = app.Services.GetRequiredService<IMessageClient>();
        _ingest = app.Services.GetRequiredService<IngestPipeline>();
    }

    /// <summary>Where the page is.</summary>
    public string Url { get; private set; } = "";

    public IServiceProvider Services => _app.Services;

    /// <summary>Opens everything; nothing runs yet.</summary>
    /// <param name="manager">Is told how it goes.</param>
    /// <exception cref="UsageException">A file or folder is absent or wrong.</exception>
    public static GatewayHost Create(GatewayOptions options, ServiceManager manager)
    {
        ServedCertificate? certificate = ServerCertificate(options);
        AssetCatalog catalog = AssetFile.Load(options.AssetsPath);
        byte[]? model = options.ModelPath is null ? null : ModelAdmission.Read(options.ModelPath);
        GatewayDatabase database = GatewayDatabase.Open(options.DataFolder);
        ILedgerSigner? signer = null;
        try
        {
            signer = LedgerKeys.Open(database, options.DataFolder);
            var ledger = new LedgerTree(database, signer, TimeProvider.System);
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.Logging.ClearProviders();
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(options.Http, listen =>
                {
                    if (certificate is not null)
                    {
                        listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate.Current);
                    }
                });
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 64 * 1024;
                kestrel.Limits.MaxConcurrentConnections = 256;
                // Whoever sends or reads by drops gives its place back; by itself Kestrel ends a body or an answer below 240 bytes/s.
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
                kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
                kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            });
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownPatience);
            builder.Services.ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase));
            });
            var registry = new ModelRegistry(options.DataFolder);
            Register(builder.Services, options, catalog, database, ledger, manager);
            builder.Services.AddEnsemble(registry, model is null ? null : registry.Keep(options.ModelPath!, model, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
            WebApplication app = builder.Build();
            MapPage(app, options);
            return new GatewayHost(app);
        }
        catch
        {
            signer?.Dispose();
            database.Dispose();
            throw;
        }
    }

    /// <summary>Serves, connects, and returns when the broker's messages come in and the page answers.</summary>
    /// <exception cref="UsageException">The address is taken.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Ready += () => ready.TrySetResult();
        try
        {
            await _app.StartAsync(stop);
        }
        catch (IOException wrong)
        {
            throw new UsageException($"{wrong.Message.ReplaceLineEndings(" ")} Give a free address with --http.");
        }

        Url = _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        if (_broker is not null)
        {
            await _broker.StartAsync(stop);
        }

        _app.Services.GetRequiredService<EventPump>().Start();
        _app.Services.GetRequiredService<RetentionWorker>().Start();
        _fusion.Start();
        _fusion.Wake();
        _ingest.ReadingsCommitted += _fusion.Wake;
        _ingest.Start();
        _client.Start([Topics.AllReadings, Topics.AllHealth, .. _app.Services.GetServices<IMessageRoute>().SelectMany(route => route.Filters)]);
        _runFile.Write(Url);
        ServiceManager manager = _app.Services.GetRequiredService<ServiceManager>();
        _client.Ready += () => manager.Status($"page on {Url}, the broker takes us");
        _client.Lost += reason => manager.Status($"page on {Url}, no broker: {reason.ReplaceLineEndings(" ")}");
        Stopping.Register(manager.Stopping);
        manager.Ready($"page on {Url}{(_client.IsReady ? "" : ", waiting for the broker")}");
        await ready.Task.WaitAsync(stop);
    }

    /// <summary>Returns when the process is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    /// <summary>Fires when the process is told to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    public async ValueTask DisposeAsync()
    {
        _runFile.Remove();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>One line a room, by the alphabet; a room's own file says what it brings.</summary>
    private static void Register(IServiceCollection services, GatewayOptions options, AssetCatalog catalog, GatewayDatabase database, LedgerTree ledger, ServiceManager manager)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(manager);
        services.AddHostedService<WatchdogService>();
        services.AddSingleton(options);
        services.AddSingleton(catalog);
        services.AddSingleton(_ => database);
        services.AddSingleton(ledger);
        services.AddSingleton(_ => ledger.Signer);
        services.AddSingleton(new RunFile(options.DataFolder));

        services.AddAlarms(options);
        services.AddApi(options);
        services.AddBroker(options);
        services.AddCaptures(options);
        services.AddDecisions(options);
        services.AddDevices(options);
        services.AddExplanations(options);
        services.AddFieldIo(options);
        services.AddFusion(options);
        services.AddIngest(options);
        services.AddReleases(options);
        services.AddRetention(options);
        services.AddSecurity(options);
        services.AddSparkplug(options);
        services.AddTelemetry(options);
    }

    /// <summary>Keys travel in clear text over plain HTTP: beyond this machine it takes a certificate, or the word that it is meant so.</summary>
    private static ServedCertificate? ServerCertificate(GatewayOptions options)
    {
        if (IPAddress.IsLoopback(options.Http.Address) || options.HttpPlain)
        {
            return null;
        }

        CertificateAuthority authority = CertificateAuthority.In(options.DataFolder, TimeProvider.System);
        return File.Exists(authority.ServerFile) && File.Exists(authority.ServerKeyFile)
            ? new ServedCertificate(authority.ServerFile, authority.ServerKeyFile)
            : throw new UsageException($"{authority.ServerFile}: beyond loopback the page is served over TLS, and there is no certificate: make one with `aiot-gateway init`, or say --http-plain where the network is trusted");
    }

    private static void MapPage(WebApplication app, GatewayOptions options)
    {
        app.UseSecurityHeaders();
        if (IPAddress.IsLoopback(options.Http.Address))
        {
            app.UseLoopbackNamesOnly();
        }

        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseRouting();
        AccessControl access = app.Services.GetRequiredService<AccessControl>();
        app.Use(next => context => access.InvokeAsync(context, next));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.MapApi();
    }
}
