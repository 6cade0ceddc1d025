"""Data that ships in the wheel; each folder says where its data comes from."""
