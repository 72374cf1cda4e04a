using System;
using System.Threading;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Platform
{
    /// <summary>Puts a board's application together from its flash folder, its sensor and its power, and says on the console what it finds.</summary>
    public static class Station
    {
        /// <summary>The flash that nanoFramework mounts on ESP32 and on STM32 boards with internal storage.</summary>
        public const string Flash = "I:\\";

        // 128 KB of readings: on an ESP32 with 4 MB the file system has 256 KB, and two models and the configuration are in it.
        private const int Segments = 8;
        private const int RetryMilliseconds = 1000;

        // Room for the weights of a small convolution, which are used at every position. A dense layer uses its own once a window: laid into words
        // they take three times the memory to save milliseconds.
        private const int PackedWeightBudgetBytes = 1024;

        // Of the 90 KB that an ESP32-WROOM leaves, beside the application's own.
        private const int ModelBudgetBytes = 32 * 1024;

        /// <summary>Builds the application; nothing runs before <see cref="NodeApp.Start"/>.</summary>
        /// <param name="folder">
        /// The flash folder, with <c>node.conf</c>; if the board is to decide, <c>model.aim</c>; if it may take others from its gateway,
        /// <c>model.key</c>; if it is to prove what it runs, <c>identity</c> and <c>firmware.sha</c>; for TLS, <c>ca.pem</c>, <c>board.pem</c>, <c>board.key</c>.
        /// </param>
        /// <param name="board">The board's name in boards/, as evidence says it: 1 to 32 characters.</param>
        /// <param name="part">The accelerometer.</param>
        /// <param name="signal">Its interrupt.</param>
        /// <param name="clock">Time.</param>
        /// <param name="power">Restart and sleep.</param>
        /// <returns>The application; null when something is missing: the console has said what.</returns>
        public static NodeApp Build(string folder, string board, FifoAccelerometer part, IWatermarkSignal signal, ISensorClock clock, IPower power)
        {
            FolderStorage storage = new FolderStorage(folder);
            ConfigurationStore configurations = new ConfigurationStore(storage);
            NodeConfiguration configuration = configurations.Load();
            if (configuration == null)
            {
                Console.WriteLine(configurations.Reason != null
                    ? "node.conf: " + configurations.Reason
                    : "node.conf is missing in " + folder + ": flash it with nanoff --filedeployment (docs/flash-a-board.md)");
                return null;
            }

            Console.WriteLine(part.TrySelfTest() ? part.Name + ": self-test passed" : part.Fault);
            NodeParts parts = new NodeParts();
            parts.Board = new NanoBoard();
            parts.Power = power;
            parts.Storage = storage;
            parts.Store.Segments = Segments;
            parts.Source = new FifoSampler(part, signal, clock);
            parts.Configuration = configuration;
            parts.Configurations = configurations;
            parts.PackedWeightBudgetBytes = PackedWeightBudgetBytes;
            string reason;
            parts.Image = ModelFile.Load(storage, out reason);
            Console.WriteLine(parts.Image != null ? "model " + parts.Image.Id
                : reason != null ? "no model: " + reason
                : "no model: the board measures and decides nothing");
            TakeOffers(parts, part.SampleRateHz);
            Attest(parts, board);
            try
            {
                parts.Client = DeviceLink.Create(configuration, storage);
                NodeApp app = new NodeApp(parts);
                if (parts.Image != null)
                {
                    parts.Image.ReleaseLayers();
                }

                Console.WriteLine(configuration.Device + " measures, and sends to " + configuration.Broker + ":" + configuration.Port.ToString());
                return app;
            }
            catch (ArgumentException e)
            {
                Console.WriteLine(e.Message);
                if (configurations.OnTrial)
                {
                    // A gateway has sent it: each start takes one of its trials, and then the board has what it had.
                    Console.WriteLine("the configuration is on trial: starting again");
                    Thread.Sleep(RetryMilliseconds);
                    power.Restart();
                }

                return null;
            }
        }

        // With an identity on flash the board answers challenges, and tells at each boot what it runs.
        private static void Attest(NodeParts parts, string board)
        {
            string reason;
            parts.Attester = AttesterFile.Load(parts.Storage, board, parts.Firmware, parts.Board, out reason);
            if (parts.Attester != null)
            {
                parts.Attester.ModelHash = parts.Image == null ? null : parts.Image.ComputeHash();
                parts.Attester.ConfigurationHash = parts.Configurations.Hash;
            }

            Console.WriteLine(parts.Attester == null
                ? "no evidence: " + (reason == null ? "no identity on flash" : reason)
                : reason == null ? "evidence on challenge" : reason);
        }

        // With a key on flash the board takes signed models from its gateway, and runs the newest that has proved itself.
        private static void TakeOffers(NodeParts parts, int sensorRateHz)
        {
            string reason;
            byte[] key = ModelFile.LoadKey(parts.Storage, out reason);
            if (key != null)
            {
                ModelSlotOptions options = new ModelSlotOptions();
                options.PublicKey = key;
                options.LargestFileBytes = ModelBudgetBytes;
                options.MemoryBudgetBytes = ModelBudgetBytes;
                options.PackedWeightBudgetBytes = PackedWeightBudgetBytes;
                options.SensorRateHz = sensorRateHz;
                try
                {
                    parts.Models = new ModelSlots(parts.Storage, options, parts.Configuration.Machine, parts.Board);
                    parts.Image = parts.Models.Load(parts.Image);
                }
                catch (ArgumentException e)
                {
                    // A wrong key costs the board its offers, not its measuring.
                    reason = e.Message;
                }
            }

            if (reason != null)
            {
                Console.WriteLine("no models from gateways: " + reason);
            }
        }
    }
}
