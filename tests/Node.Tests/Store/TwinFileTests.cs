using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Node.Tests.Store;

public sealed class TwinFileTests
{
    [Fact]
    public void What_was_saved_is_loaded_and_nothing_is_minus_one()
    {
        var flash = new Flash(new Random(1));
        var file = new TwinFile(flash, "t", 100);
        Assert.Equal(-1, file.Load());
        for (int length = 0; length <= 100; length += 25)
        {
            Save(file, length);
            Assert.Equal(Content(length), Load(flash, 100));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Save(101));
    }

    /// <summary>The power goes at every operation of every save, also of those behind a cut one; the old or the new content is there, whole.</summary>
    [Fact]
    public void A_power_cut_at_any_write_leaves_the_old_or_the_new()
    {
        var random = new Random(TestData.Seed);
        for (int round = 0; round < (TestData.LongMode ? 100_000 : 2000); round++)
        {
            var flash = new Flash(random);
            int last = -1;
            for (int life = 0; life < 4; life++)
            {
                flash.CutAt = flash.Operations + random.Next(1, 12);
                int next = last;
                try
                {
                    var file = new TwinFile(flash, "t", 60);
                    file.Load();
                    while (true)
                    {
                        next = random.Next(61);
                        Save(file, next);
                        last = next;
                    }
                }
                catch (PowerCutException)
                {
                    flash = flash.Restart();
                }

                byte[]? found = Load(flash, 60);
                Assert.True(found is null ? last < 0 : found.Length == next || found.Length == last, $"seed {TestData.Seed} round {round}");
                Assert.True(found is null || found.SequenceEqual(Content(found.Length)), $"seed {TestData.Seed} round {round}");
                last = found?.Length ?? -1;
            }
        }
    }

    [Fact]
    public void Flipped_bits_cost_the_newer_one_at_most()
    {
        var random = new Random(TestData.Seed);
        for (int round = 0; round < 500; round++)
        {
            var flash = new Flash(random);
            var file = new TwinFile(flash, "t", 60);
            Save(file, 10);
            Save(file, 20);
            flash.Spoil(name => name == (round % 2 == 0 ? "t.a" : "t.b"), random.Next(1, 5));
            byte[]? found = Load(flash, 60);
            Assert.True(found is { Length: 10 or 20 } && found.SequenceEqual(Content(found.Length)), $"seed {TestData.Seed} round {round}");
        }
    }

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + length))];

    private static void Save(TwinFile file, int length)
    {
        Content(length).CopyTo(file.Bytes, file.Offset);
        file.Save(length);
    }

    private static byte[]? Load(Flash flash, int max)
    {
        var file = new TwinFile(flash, "t", max);
        int length = file.Load();
        return length < 0 ? null : file.Bytes[file.Offset..(file.Offset + length)];
    }
}
