using System.Net;
using AIoT.Embedded.Gateway.Api;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
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

    /// <summary>The container closes the rooms in the reverse of the order in which they are asked for here.</summary>
    private GatewayHost(WebApplication app)
    {
        _app = app;
        _ = app.Services.GetRequiredService<GatewayDatabase>();
        _fusion = app.Services.GetRequiredService<FusionWorker>();
        _client = app.Services.GetRequiredService<IMessageClient>();
        _ingest = app.Services.GetRequiredService<IngestPipeline>();
    }

    /// <summary>Where the page is.</summary>
    public string Url { get; private set; } = "";

    public IServiceProvider Services => _app.Services;

    /// <summary>Opens everything; nothing runs yet.</summary>
    /// <exception cref="UsageException">A file or folder is absent or wrong.</exception>
    public static GatewayHost Create(GatewayOptions options)
    {
        AssetCatalog catalog = AssetFile.Load(options.AssetsPath);
        OnnxFeatureScorer? model = options.ModelPath is null ? null : OnnxFeatureScorer.Load(options.ModelPath);
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
                kestrel.Listen(options.Http);
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 64 * 1024;
                kestrel.Limits.MaxConcurrentConnections = 256;
            });
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownPatience);
            builder.Services.ConfigureHttpJsonOptions(json =>
            {
                json.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase));
            });
            Register(builder.Services, options, catalog, database, ledger, model);
            WebApplication app = builder.Build();
            MapPage(app, options.Http.Address);
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
        _app.Services.GetRequiredService<EventPump>().Start();
        _app.Services.GetRequiredService<RetentionWorker>().Start();
        _fusion.Start();
        _fusion.Wake();
        _ingest.ReadingsCommitted += _fusion.Wake;
        _ingest.Start();
        _client.Start([Topics.AllReadings, Topics.AllHealth]);
        await ready.Task.WaitAsync(stop);
    }

    /// <summary>Returns when the process is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    /// <summary>Fires when the process is told to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Register(IServiceCollection services, GatewayOptions options, AssetCatalog catalog, GatewayDatabase database, LedgerTree ledger, OnnxFeatureScorer? model)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(catalog);
        services.AddSingleton(_ => database);
        services.AddSingleton(ledger);
        services.AddSingleton(_ => ledger.Signer);
        if (model is not null)
        {
            services.AddSingleton(provider => new IsolatedScorer(model, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<IsolatedScorer>>()));
            services.AddSingleton<IFeatureScorer>(provider => provider.GetRequiredService<IsolatedScorer>());
        }

        services.AddTransient<IWireCodec, WireCodec>();
        services.AddSingleton<ReadingStore>();
        services.AddSingleton<DecisionStore>();
        services.AddSingleton<FusionStore>();
        services.AddSingleton<StreamTable>();
        services.AddSingleton<IngestPipeline>();
        services.AddSingleton<FusionWorker>();
        services.AddSingleton(options.Retention);
        services.AddSingleton<StorageMonitor>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<RetentionWorker>();
        services.AddSingleton<GatewayViews>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<EventPump>();
        services.AddSingleton<IMessageClient>(provider => new MosquittoMessageClient(
            options.BrokerHost, options.BrokerPort, "aiot-gateway", provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MosquittoMessageClient>>()));
    }

    private static void MapPage(WebApplication app, IPAddress address)
    {
        app.UseSecurityHeaders();
        if (IPAddress.IsLoopback(address))
        {
            app.UseLoopbackNamesOnly();
        }

        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        app.MapApi();
    }
}
