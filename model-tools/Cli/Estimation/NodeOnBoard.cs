using System.Collections;
using System.Reflection;
using AIoT.Embedded.Boards;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Meter;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace AIoT.Embedded.ModelTools.Cli.Estimation;

/// <summary>
/// The firmware's application as a board's entry point puts it together (driver, sampler, node with captures and a baseline switched on),
/// over parts that do nothing: what it holds is counted object by object.
/// </summary>
internal static class NodeOnBoard
{
    private const string Device = "board-with-16-ch";

    /// <summary>Bytes by use. A model that the application can't run on this board is counted with engine and extractor alone; <paramref name="why"/> then says why.</summary>
    public static List<(string Use, long Bytes)> Count(ModelImage image, Engine engine, FeatureExtractor? extractor, BoardDescription board, int packedBudget, out string? why)
    {
        ModelImage own = ModelImage.Parse(image.Data, image.Data.Length);
        NodeApp? app = null;
        FifoSampler? sampler = null;
        why = null;
        try
        {
            sampler = Sampler(board);
            var storage = new IdleStorage();
            app = sampler is null ? null : new NodeApp(new NodeParts
            {
                Board = new IdleBoard(),
                Power = new IdleBoard(),
                Storage = storage,
                Configurations = new ConfigurationStore(storage),
                Source = sampler,
                Client = new IdleClient(),
                Image = own,
                PackedWeightBudgetBytes = packedBudget,
                Configuration = new NodeConfiguration { Device = Device, Broker = "broker.example", BaselineWindows = 1000 },
            });
            why = app is null ? $"no driver for the part {board.Sensor.Part}" : null;
        }
        catch (ArgumentException e)
        {
            why = e.Message;
        }

        object? measurement = app is null ? null : Part(app, "_measurement");
        var heap = new DeviceHeap();
        object running = measurement is null ? engine : Part(measurement, "_engine");
        object? chain = measurement is null ? extractor : Part(measurement, "_extractor");
        if (app is not null)
        {
            // As the entry point does once the engine is made.
            own.ReleaseLayers();
        }

        var uses = new List<(string, long)>
        {
            ("image", heap.Count(own)),
            ("activations (arena)", heap.Count(Part(running, "_memory"))),
            ("engine: kernels, unpacked parameters, packed weights", heap.Count(running)),
        };
        if (chain is not null)
        {
            uses.Add(("feature extractor", heap.Count(chain)));
        }

        if (app is null)
        {
            uses.Add(("input and output arrays", heap.Count(new int[image.InputCount]) + heap.Count(new int[image.OutputCount])));
            if (extractor is not null)
            {
                uses.Add(("one window of samples", heap.Count(new short[extractor.Recipe.WindowLength])));
            }
        }
        else
        {
            uses.Add(("sensor: driver and burst", heap.Count(sampler!)));
            uses.Add(("samples: window, decimation", heap.Count(Part(measurement!, "_reader"))));
            uses.Add(("application: store, uplink, commands, decision, baseline", heap.Count(app)));
        }

        long before = heap.Bytes;
        uses.Add(("tables of the firmware's assemblies", heap.AddStatics(typeof(FeatureExtractor).Assembly).AddStatics(typeof(NodeApp).Assembly).Bytes - before));
        return uses;
    }

    private static object Part(object of, string field) => of.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;

    private static FifoSampler? Sampler(BoardDescription board)
    {
        var clock = new IdleBoard();
        var bus = new IdleBus();
        FifoAccelerometer? part = board.Sensor.Part switch
        {
            "IIS3DWB" => new Iis3dwb(bus, clock, Iis3dwbRange.G16, Axis.Z, Iis3dwb.DefaultWatermark),
            _ => null,
        };
        return part is null ? null : new FifoSampler(part, new IdleBoard(), clock);
    }

    private sealed class IdleBoard : IBoard, IPower, ISensorClock, IWatermarkSignal
    {
        public long UptimeMilliseconds => 0;

        public long FreeBytes => 0;

        public long Milliseconds => 0;

        public uint NextRandom() => 1;

        public void Restart()
        {
        }

        public void DeepSleep(int seconds)
        {
        }

        public void Sleep(int milliseconds)
        {
        }

        public void Wait(int milliseconds)
        {
        }
    }

    private sealed class IdleBus : IRegisterBus
    {
        public int BytesPerSecond => 1_250_000;

        public RegisterTransfer Prepare(int register, int count) => new(new byte[count + 1], new byte[count + 1], 1, count);

        public bool TryRead(RegisterTransfer transfer) => false;

        public bool TryWrite(int register, int value) => false;
    }

    private sealed class IdleStorage : IStorage
    {
        public string[] List() => [];

        public IStorageFile Open(string name) => new IdleFile();

        public void Delete(string name)
        {
        }
    }

    private sealed class IdleFile : IStorageFile
    {
        public int Length => 0;

        public int Read(int position, byte[] buffer, int offset, int count) => 0;

        public void Write(int position, byte[] buffer, int offset, int count)
        {
        }

        public void Truncate(int length)
        {
        }

        public void Flush()
        {
        }

        public void Close()
        {
        }
    }

    private sealed class IdleClient : IMqttClient
    {
        public event IMqttClient.MqttMsgPublishEventHandler? MqttMsgPublishReceived { add { } remove { } }

        public event IMqttClient.MqttMsgPublishedEventHandler? MqttMsgPublished { add { } remove { } }

        public event IMqttClient.MqttMsgSubscribedEventHandler? MqttMsgSubscribed { add { } remove { } }

        public event IMqttClient.MqttMsgUnsubscribedEventHandler? MqttMsgUnsubscribed { add { } remove { } }

        public event IMqttClient.ConnectionClosedEventHandler? ConnectionClosed { add { } remove { } }

        public bool IsConnected => false;

        public void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert, MqttSslProtocols sslProtocol)
        {
        }

        public MqttReasonCode Connect(string clientId, string? username, string? password, bool willRetain, MqttQoSLevel willQosLevel, bool willFlag, string? willTopic, string? willMessage, bool cleanSession, ushort keepAlivePeriod) => MqttReasonCode.Success;

        public void Disconnect()
        {
        }

        public void Close()
        {
        }

        public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels) => 0;

        public ushort Unsubscribe(string[] topics) => 0;

        public ushort Publish(string topic, byte[]? message) => 0;

        public ushort Publish(string topic, byte[]? message, string? contentType) => 0;

        public ushort Publish(string topic, byte[]? message, string? contentType, ArrayList? userProperties, MqttQoSLevel qosLevel, bool retain) => 0;
    }
}
