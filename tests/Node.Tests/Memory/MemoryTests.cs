using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node.Tests.Measurements;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt.Messages;
using Xunit.Abstractions;

namespace AIoT.Embedded.Node.Tests.Memory;

/// <summary>The board's memory, counted in the host build of the firmware's own code, with the shipped model.</summary>
public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int RateHz = 26_667;
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-memory-").FullName;
    private readonly SilentBroker _broker = new();
    private CountingStorage? _storage;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// Both of the application's threads' work, window after window, on one thread whose allocations are counted; the arrays and events of
    /// cursors are the MQTT library's and stand outside. A new segment file of the store, every forty windows or so, is the only exception.
    /// </summary>
    [Fact]
    public void The_steady_state_allocates_nothing_per_window_on_either_thread()
    {
        NodeApp app = App(health: 1);
        Turn(app, 200, out _);
        int windows = TestData.LongMode ? 5000 : 400;
        int published = _broker.Published;
        int files = _storage!.Opened;
        long allocated = Turn(app, windows, out int allocating);
        files = _storage.Opened - files;
        output.WriteLine($"{allocated} bytes in {allocating} of {windows} windows, {files} new files, {_broker.Published - published} messages");
        Assert.True(_broker.Published - published >= windows);

        // One window makes the new file ready, another lets the old one go.
        Assert.InRange(allocating, 0, 2 * files);
        Assert.InRange(files, 0, windows / 20);
        Assert.Equal(app.Store.Produced, app.Store.Acked);
    }

    /// <summary>Connected, with readings and health on their way; the sensor's driver is not in it (Boards.Tests has all of a board).</summary>
    [Fact]
    public void The_application_with_the_shipped_model_is_below_60_KB()
    {
        NodeApp app = App(health: 10);
        Turn(app, 80, out _);
        DeviceHeap heap = new DeviceHeap().Without(_broker).Without(_storage!).Add(app).AddStatics(typeof(Signal.FeatureExtractor).Assembly);
        long signal = heap.Parts.Where(p => p.Part.StartsWith("NodeApp._measurement._extractor", StringComparison.Ordinal)).Sum(p => p.Bytes);
        foreach ((string part, long bytes) in heap.Parts.Where(p => p.Bytes >= 200))
        {
            output.WriteLine($"{bytes,7} {part}");
        }

        output.WriteLine($"{heap.Bytes} bytes, {signal} of them the signal chain's");
        Assert.InRange(heap.Bytes, 30_000, 59_999);
        Assert.InRange(signal, 20_000, 30_000);
    }

    [Fact]
    public void The_count_is_that_of_the_interpreter()
    {
        Assert.Equal(12, DeviceHeap.SizeOf(new object()));
        Assert.Equal([24, 24, 36, 36, 120], new[] { 0, 1, 12, 13, 100 }.Select(n => DeviceHeap.SizeOf(new byte[n])));
        Assert.Equal((60, 108, 36, 144, 144), (DeviceHeap.SizeOf(new int[10]), DeviceHeap.SizeOf(new long[10]), DeviceHeap.SizeOf(new short[7]), DeviceHeap.SizeOf(new object[10]), DeviceHeap.SizeOf(new string[10])));
        Assert.Equal([24, 24, 120], new[] { 1, 10, 100 }.Select(n => DeviceHeap.SizeOf(new string('x', n))));

        // Three fields, and one block for itself.
        Assert.Equal(48, DeviceHeap.SizeOf(new StoreOptions()));
    }

    private NodeApp App(int health)
    {
        byte[] image = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", "bearing-v1.aim"));
        var app = new NodeApp(new NodeParts
        {
            Board = new TestBoard(1),
            Power = new TestPower(),
            Storage = _storage = new CountingStorage(new FolderStorage(_folder)),
            Source = new FakeSource(AppBench.Noise(1000).Sample, RateHz),
            Client = _broker,
            Image = ModelImage.Parse(image, image.Length),
            Configuration = new NodeConfiguration { Device = "fan-1", Broker = "gw", HealthSeconds = health, BaselineWindows = 50 },
        });
        return app;
    }

    /// <summary>Windows: measured, stored, sent, acknowledged. Returns what the firmware's code allocated.</summary>
    private long Turn(NodeApp app, int windows, out int allocating)
    {
        long allocated = 0;
        allocating = 0;
        for (int i = 0; i < windows; i++)
        {
            long sum = allocated;
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(app.MeasureOnce());
            app.Uplink.Step();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;

            // The library's part: a message's array and its event.
            MqttMsgPublishEventArgs cursor = _broker.Cursor(app.Store.Epoch, app.Store.Produced);

            before = GC.GetAllocatedBytesForCurrentThread();
            _broker.Say(cursor);
            app.Uplink.Step();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            allocating += allocated > sum ? 1 : 0;
        }

        return allocated;
    }

    private sealed class CountingStorage(IStorage inner) : IStorage
    {
        public int Opened { get; private set; }

        public string[] List() => inner.List();

        public IStorageFile Open(string name)
        {
            Opened++;
            return inner.Open(name);
        }

        public void Delete(string name) => inner.Delete(name);
    }
}
