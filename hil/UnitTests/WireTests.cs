using AIoT.Embedded.Wire;
using nanoFramework.TestFramework;

namespace AIoT.Embedded.UnitTests
{
    /// <summary>Messages on the board itself: both ways, and what is refused.</summary>
    [TestClass]
    public class WireTests
    {
        private byte[] _buffer;

        [Setup]
        public void Buffers()
        {
            _buffer = new byte[WireLimits.ReadingBytes];
        }

        [TestMethod]
        public void A_cursor_comes_back_as_it_was()
        {
            Cursor cursor = new Cursor { Epoch = 4294967295, Seq = WireLimits.MaxInteger, Time = 1767225600123 };
            int length = cursor.Encode(_buffer, 0);
            Cursor read = new Cursor();
            Assert.IsTrue(read.TryDecode(_buffer, 0, length), read.Reason);
            Assert.AreEqual(cursor.Epoch, read.Epoch);
            Assert.AreEqual(cursor.Seq, read.Seq);
            Assert.AreEqual(cursor.Time, read.Time);
        }

        [TestMethod]
        public void A_reading_keeps_the_signs_of_its_features()
        {
            Reading reading = new Reading { Epoch = 1, Seq = 2, Boot = 3, Rate = 12800, FeatureCount = 3 };
            reading.Features[0] = int.MinValue;
            reading.Features[1] = -1;
            reading.Features[2] = int.MaxValue;
            int length = reading.Encode(_buffer, 0);
            Reading read = new Reading();
            Assert.IsTrue(read.TryDecode(_buffer, 0, length), read.Reason);
            Assert.AreEqual(3, read.FeatureCount);
            Assert.AreEqual(int.MinValue, read.Features[0]);
            Assert.AreEqual(-1, read.Features[1]);
            Assert.AreEqual(int.MaxValue, read.Features[2]);
        }

        [TestMethod]
        public void A_message_cut_short_is_refused_and_throws_nothing()
        {
            Cursor cursor = new Cursor { Epoch = 7, Seq = 9, Time = 11 };
            int length = cursor.Encode(_buffer, 0);
            Cursor read = new Cursor();
            for (int i = 0; i < length; i++)
            {
                Assert.IsFalse(read.TryDecode(_buffer, 0, i), "cut to " + i.ToString());
            }
        }

        [Cleanup]
        public void Release()
        {
            _buffer = null;
        }
    }
}
