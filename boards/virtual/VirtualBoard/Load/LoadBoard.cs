using AIoT.Embedded.Inference;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>One of many boards in a process.</summary>
internal sealed class LoadBoard : IDisposable
{
    private const int ThreadMilliseconds = 5000;

    public LoadBoard(NodeConfiguration configuration, Func<CancellationToken, ISampleSource> mount, ModelImage? image, int packedWeightBytes, string folder)
    {
        Client = new MeteredClient(SecureLink.Create(configuration, folder), configuration.Device);
        App = new NodeApp(new NodeParts
        {
            Board = new HostBoard(),
            Power = new HostPower(),
            Storage = new FolderStorage(folder),
            Store = new StoreOptions { SegmentBytes = 64 * 1024, Segments = 16 },
            Source = mount(Pause.Token),
            Client = Client,
            Image = image,
            PackedWeightBudgetBytes = packedWeightBytes,
            Configuration = configuration,
            FirstBackOffMilliseconds = 250,
        });
    }

    public NodeApp App { get; }

    public MeteredClient Client { get; }

    /// <summary>Ends a wait for samples.</summary>
    public CancellationTokenSource Pause { get; } = new();

    public void Dispose()
    {
        Pause.Cancel();
        App.Stop(ThreadMilliseconds);
        Client.Dispose();
        Pause.Dispose();
    }
}
