using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Node.Tests.Store;

public sealed class RingStoreTests
{
    private static readonly StoreOptions _small = new() { SegmentBytes = 2048, Segments = 4, CursorEvery = 4 };

    [Fact]
    public void Numbers_start_at_one_and_go_on_after_a_restart()
    {
        var flash = new Flash(new Random(1));
        RingStore store = RingStore.Open(flash, _small, 77);
        Assert.Equal((77u, 1u, 0L, 0L), (store.Epoch, store.Boot, store.Produced, store.Acked));
        Append(store, 1, 2, 3);
        store.Close();

        store = RingStore.Open(flash, _small, 88);
        Assert.Equal((77u, 2u, 3L, 0L), (store.Epoch, store.Boot, store.Produced, store.Acked));
        Assert.Equal(Content(2), Read(store, 2));
        Append(store, 4);
        Assert.Equal(Content(4), Read(store, 4));
    }

    [Fact]
    public void A_full_store_refuses_and_takes_again_after_an_acknowledgement()
    {
        RingStore store = RingStore.Open(new Flash(new Random(1)), _small, 1);
        long seq = 1;
        while (store.TryAppend(Content(seq), Content(seq).Length))
        {
            seq++;
        }

        long last = store.Produced;
        Assert.Equal(seq - 1, last);
        Assert.Equal(1, store.Refused);
        Assert.False(store.TryAppend(Content(seq), Content(seq).Length));
        for (long held = 1; held <= last; held++)
        {
            Assert.Equal(Content(held), Read(store, held));
        }

        Assert.Equal(CursorResult.Moved, store.Acknowledge(1, last / 2));
        Append(store, last + 1);
        Assert.Equal(Content(last + 1), Read(store, last + 1));
        Assert.Equal(2, store.Refused);
    }

    [Fact]
    public void Forged_foreign_and_repeated_cursors_change_nothing()
    {
        RingStore store = RingStore.Open(new Flash(new Random(1)), _small, 5);
        Append(store, 1, 2, 3);
        Assert.Equal(CursorResult.ForeignEpoch, store.Acknowledge(6, 2));
        Assert.Equal(CursorResult.Ahead, store.Acknowledge(5, 4));
        Assert.Equal(0, store.Acked);
        Assert.Equal(CursorResult.Moved, store.Acknowledge(5, 2));
        Assert.Equal(CursorResult.Old, store.Acknowledge(5, 2));
        Assert.Equal(CursorResult.Old, store.Acknowledge(5, 1));
        Assert.Equal(2, store.Acked);
        Assert.Equal(0, store.Read(2, new byte[1024], 0));
        Assert.Equal(Content(3), Read(store, 3));
    }

    [Fact]
    public void An_acknowledged_store_stays_small_and_its_numbers_go_on()
    {
        var flash = new Flash(new Random(1));
        RingStore store = RingStore.Open(flash, _small, 5);
        for (long seq = 1; seq <= 5000; seq++)
        {
            Append(store, seq);
            Assert.Equal(CursorResult.Moved, store.Acknowledge(5, seq));
            store.Prepare();
        }

        Assert.InRange(flash.Bytes, 1, 4 * 2048);
        store.Close();
        store = RingStore.Open(flash, _small, 6);
        Assert.Equal((5000L, 5000L), (store.Produced, store.Acked));
    }

    /// <summary>
    /// For each of many random runs the power is cut at every operation in turn, and cut again while the store recovers:
    /// what was stored and not acknowledged is there, and no number is given twice.
    /// </summary>
    [Fact]
    public void A_power_cut_at_any_write_loses_nothing_and_repeats_no_number()
    {
        int runs = TestData.LongMode ? 300 : 8;
        for (int run = 0; run < runs; run++)
        {
            int seed = unchecked(TestData.Seed + run);
            int operations = new Board(seed, int.MaxValue).Run();
            for (int cut = 1; cut <= operations; cut++)
            {
                new Board(seed, cut).Run();
            }
        }
    }

    [Fact]
    public void A_failing_flash_refuses_readings_but_loses_none_that_it_took()
    {
        for (int run = 0; run < (TestData.LongMode ? 10_000 : 300); run++)
        {
            new Board(unchecked(TestData.Seed + run), int.MaxValue) { FailureRate = 0.05 }.Run();
        }
    }

    /// <summary>Rot in the flash may spoil readings, but what is read is what was stored, and no number is given twice.</summary>
    [Fact]
    public void Flipped_bits_spoil_readings_and_nothing_else()
    {
        for (int run = 0; run < (TestData.LongMode ? 10_000 : 200); run++)
        {
            int seed = unchecked(TestData.Seed + run);
            var random = new Random(seed);
            var flash = new Flash(random);
            RingStore store = RingStore.Open(flash, _small, 5);
            long produced = random.Next(1, 40);
            for (long seq = 1; seq <= produced; seq++)
            {
                Append(store, seq);
            }

            store.Acknowledge(5, random.NextInt64(produced + 1));
            store.Close();
            flash.Spoil(name => name.EndsWith(".seg", StringComparison.Ordinal) || run % 2 == 0, random.Next(1, 6));

            store = RingStore.Open(flash, _small, 6);
            if (store.Epoch == 5)
            {
                Assert.True(run % 2 == 0 || store.Produced == produced, $"seed {seed}: {store.Produced} of {produced}");
                byte[] buffer = new byte[1024];
                for (long seq = store.Acked + 1; seq <= store.Produced; seq++)
                {
                    int length = store.Read(seq, buffer, 0);
                    Assert.True(length == 0 || buffer.AsSpan(0, length).SequenceEqual(Content(seq)), $"seed {seed} seq {seq}");
                }
            }

            Append(store, store.Produced + 1);
        }
    }

    [Fact]
    public void When_both_state_files_are_lost_the_readings_tell_the_epoch_and_the_numbers()
    {
        var flash = new Flash(new Random(3));
        RingStore store = RingStore.Open(flash, _small, 5);
        for (long seq = 1; seq <= 30; seq++)
        {
            Append(store, seq);
        }

        store.Close();
        flash.Spoil(name => name.StartsWith("state", StringComparison.Ordinal), 40);
        store = RingStore.Open(flash, _small, 6);
        Assert.Equal((5u, 2u, 30L), (store.Epoch, store.Boot, store.Produced));
        Assert.Equal(Content(1), Read(store, 1));
    }

    [Fact]
    public void Real_files_hold_what_memory_holds()
    {
        string folder = Directory.CreateTempSubdirectory("aiot-store-").FullName;
        try
        {
            var storage = new FolderStorage(Path.Combine(folder, "flash"));
            RingStore store = RingStore.Open(storage, _small, 9);
            for (long seq = 1; seq <= 20; seq++)
            {
                Append(store, seq);
            }

            store.Acknowledge(9, 3);
            store.Close();
            store = RingStore.Inspect(storage);
            Assert.Equal((9u, 1u, 20L, 3L), (store.Epoch, store.Boot, store.Produced, store.Acked));
            store.CloseFiles();
            store = RingStore.Open(storage, _small, 10);
            Assert.Equal((9u, 2u, 20L, 3L), (store.Epoch, store.Boot, store.Produced, store.Acked));
            Assert.Equal(Content(20), Read(store, 20));
            Assert.Equal(Content(4), Read(store, 4));
            store.CloseFiles();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Append(RingStore store, params long[] numbers)
    {
        foreach (long seq in numbers)
        {
            Assert.Equal(seq, store.Produced + 1);
            byte[] content = Content(seq);
            Assert.True(store.TryAppend(content, content.Length), $"refused {seq}");
        }
    }

    private static byte[] Read(RingStore store, long seq)
    {
        byte[] buffer = new byte[1024];
        return buffer[..store.Read(seq, buffer, 0)];
    }

    // As long as real readings, and different for each number and try.
    private static byte[] Content(long seq, int attempt = 0)
    {
        byte[] content = new byte[80 + (seq * 37 % 200)];
        new Random(HashCode.Combine((int)seq, attempt * 7919)).NextBytes(content);
        return content;
    }

    /// <summary>A board that lives a random life on a flash whose power is cut at one operation, and the truth about it.</summary>
    private sealed class Board(int seed, int cutAt)
    {
        private readonly Random _random = new(seed);
        private readonly Dictionary<long, List<byte[]>> _stored = [];
        private long _produced;
        private long _acked;
        private long _attempted;
        private int _attempts;
        private uint _epoch;

        public double FailureRate { get; init; }

        public int Run()
        {
            var flash = new Flash(_random) { CutAt = cutAt, FailureRate = FailureRate };
            for (int life = 0; life < 4; life++)
            {
                RingStore? store = null;
                try
                {
                    store = Open(flash);
                    if (store is null)
                    {
                        continue;
                    }

                    for (int step = 0; step < 14; step++)
                    {
                        Step(store);
                    }

                    if (_random.Next(2) == 0)
                    {
                        store.Close();
                    }
                    else
                    {
                        flash = Restart(flash);
                    }
                }
                catch (PowerCutException)
                {
                    flash = Restart(flash);
                    flash.CutAt = _random.Next(2) == 0 ? _random.Next(1, 8) : int.MaxValue;
                }
            }

            int operations = flash.Operations;
            flash.CutAt = int.MaxValue;
            flash.FailureRate = 0;
            Check(Open(flash)!);
            return cutAt == int.MaxValue ? Math.Max(operations, 150) : operations;
        }

        private Flash Restart(Flash flash)
        {
            Flash next = flash.Restart();
            next.FailureRate = FailureRate;
            return next;
        }

        private RingStore? Open(Flash flash)
        {
            try
            {
                RingStore store = RingStore.Open(flash, _small, (uint)_random.Next());
                if (_epoch == 0 || (_produced == 0 && _attempted == 0))
                {
                    _epoch = store.Epoch;
                }

                Check(store);
                return store;
            }
            catch (IOException)
            {
                return null;
            }
        }

        private void Step(RingStore store)
        {
            switch (_random.Next(8))
            {
                case 0:
                    store.Prepare();
                    break;
                case 1 or 2:
                    // The gateway acknowledges only what was stored: a board publishes nothing else.
                    long seq = _random.NextInt64(_acked, store.Produced + 1);
                    _acked = Math.Max(_acked, seq);
                    store.Acknowledge(_epoch, seq);
                    break;
                default:
                    Append(store);
                    break;
            }
        }

        private void Append(RingStore store)
        {
            long seq = store.Produced + 1;
            byte[] content = Content(seq, ++_attempts);
            if (!_stored.TryGetValue(seq, out List<byte[]>? candidates))
            {
                _stored.Add(seq, candidates = []);
            }

            candidates.Add(content);
            _attempted = Math.Max(_attempted, seq);
            if (store.TryAppend(content, content.Length))
            {
                _produced = seq;
                candidates.Clear();
                candidates.Add(content);
            }
        }

        private void Check(RingStore store)
        {
            string where = $"seed {seed} cut {cutAt}";
            Assert.True(store.Epoch == _epoch, $"{where}: another epoch");
            Assert.True(store.Produced >= _produced && store.Produced <= _attempted, $"{where}: produced {store.Produced}, stored {_produced}, attempted {_attempted}");
            Assert.True(store.Acked <= _acked, $"{where}: acked {store.Acked} of {_acked}");
            byte[] buffer = new byte[1024];
            for (long seq = store.Acked + 1; seq <= store.Produced; seq++)
            {
                int length = store.Read(seq, buffer, 0);
                Assert.True(length > 0, $"{where}: {seq} is lost ({store.Acked} to {store.Produced})");
                Assert.True(_stored[seq].Any(candidate => buffer.AsSpan(0, length).SequenceEqual(candidate)), $"{where}: {seq} has another's content");
            }

            _produced = store.Produced;
        }
    }
}
